"""The emotion model in Keras on TensorFlow."""

import os

from training_step import CLASSES, CLIPS, COEFFICIENTS, FRAMES, THREADS, serve

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def load():
    import numpy as np
    import tensorflow as tf
    from tensorflow import keras

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((FRAMES, COEFFICIENTS)),
            layers.LSTM(128, return_sequences=True),
            layers.LSTM(64),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy")
    x = tf.random.normal([CLIPS, FRAMES, COEFFICIENTS])
    y = tf.one_hot(np.arange(CLIPS) % CLASSES, CLASSES)
    # Faster than model.predict for single batches.
    forward = tf.function(lambda batch: model(batch, training=False))

    def predict(clips):
        part = x[:clips]
        return lambda: forward(part).numpy()

    jobs = {"step": lambda: float(model.train_on_batch(x, y)), "one": predict(1), "batch": predict(CLIPS)}
    return "Keras", keras.__version__, jobs


serve(load)
