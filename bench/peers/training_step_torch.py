"""The emotion model in PyTorch."""

import os

from training_step import CLASSES, CLIPS, COEFFICIENTS, FRAMES, THREADS, serve

for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(THREADS)


def load():
    import torch
    from torch import nn

    torch.set_num_threads(THREADS)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm1 = nn.LSTM(COEFFICIENTS, 128, batch_first=True)
            self.lstm2 = nn.LSTM(128, 64, batch_first=True)
            self.dense1 = nn.Linear(64, 64)
            self.dropout = nn.Dropout(0.3)
            self.dense2 = nn.Linear(64, CLASSES)

        def forward(self, x):
            x, _ = self.lstm1(x)
            x, _ = self.lstm2(x)
            return self.dense2(self.dropout(torch.relu(self.dense1(x[:, -1]))))

    net = Net()
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    criterion = nn.CrossEntropyLoss()
    x = torch.randn(CLIPS, FRAMES, COEFFICIENTS)
    y = torch.arange(CLIPS) % CLASSES

    def step():
        net.train()
        optimizer.zero_grad()
        loss = criterion(net(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    def predict(clips):
        def run():
            net.eval()
            with torch.inference_mode():
                torch.softmax(net(x[:clips]), 1).numpy()

        return run

    return "PyTorch", torch.__version__, {"step": step, "one": predict(1), "batch": predict(CLIPS)}


serve(load)
