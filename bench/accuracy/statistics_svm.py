"""What features say of emotions across speakers and corpora, in seconds in place of hours of training: a support vector
machine on statistics of each clip. It tells features apart, not models; docs/accuracy.md says what for.

    npx emovox extract corpora --cepstral-normalisation none --out features
    python bench/accuracy/statistics_svm.py features

Needs numpy and scikit-learn. Prints unweighted average recalls (UAR).
"""

import csv
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC


def statistics(clip, normalisation):
    """Spread, movement, course and quantiles of the frames of one clip, [frames, coefficients], padding included."""
    frames = clip[np.any(clip != 0, axis=1)]
    mean = frames.mean(0)
    centred = frames - mean
    kept = mean if normalisation == "none" else mean[:0]
    if normalisation == "meanVariance":
        centred = centred / (centred.std(0) + 1e-2)
    change = frames[4:] - frames[:-4]
    thirds = [part.mean(0) for part in np.array_split(centred, 3)]
    quantiles = np.percentile(centred, [5, 25, 75, 95], axis=0).ravel()
    return np.concatenate([kept, centred.std(0), change.std(0), *thirds, quantiles, [np.log(len(frames))]])


def uar_of(train, test, features, labels):
    machine = make_pipeline(StandardScaler(), SVC(class_weight="balanced"))
    predicted = machine.fit(features[train], labels[train]).predict(features[test])
    return recall_score(labels[test], predicted, average="macro")


def left_out(features, labels, speakers, within):
    """Each speaker heard by a machine that was trained on the others; recall over all of them together."""
    predicted = np.empty_like(labels)
    for speaker in np.unique(speakers[within]):
        train, test = within & (speakers != speaker), within & (speakers == speaker)
        machine = make_pipeline(StandardScaler(), SVC(class_weight="balanced"))
        predicted[test] = machine.fit(features[train], labels[train]).predict(features[test])
    return recall_score(labels[within], predicted[within], average="macro")


def main(folder):
    clips = np.load(folder / "features.npy")
    labels = np.load(folder / "labels.npy").astype(int)
    with open(folder / "manifest.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    corpora = np.array([row["corpus"] for row in rows])
    speakers = np.array([row["speaker"] for row in rows])
    ravdess, tess = corpora == "ravdess", corpora == "tess"
    print(f"{'over a clip':14}{'RAVDESS':>10}{'TESS':>10}{'R to T':>10}{'T to R':>10}")
    for normalisation in ("none", "mean", "meanVariance"):
        features = np.stack([statistics(clip, normalisation) for clip in clips])
        uars = (
            left_out(features, labels, speakers, ravdess),
            left_out(features, labels, speakers, tess),
            uar_of(ravdess, tess, features, labels),
            uar_of(tess, ravdess, features, labels),
        )
        print(f"{normalisation:14}" + "".join(f"{uar:10.3f}" for uar in uars))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
