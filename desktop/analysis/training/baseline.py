"""What the STAR model has to beat: a keyword rule, and a bag of words that knows the corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from desktop.analysis.training.corpus import Answer

_CUES = (
    (
        "T",
        r"\b(my (task|job|goal|role|responsibility)|responsible for|had to|needed to|tasked|"
        r"asked to|assigned)\b",
    ),
    (
        "R",
        r"\b(as a result|in the end|result(ed)?|increased|reduced|improved|saved|percent|"
        r"successfully)\b|%",
    ),
    (
        "A",
        r"\b(i|we) (\w+ed|made|took|went|told|sent|got|put|wrote|built|led|spoke|ran|met|first|"
        r"then)\b",
    ),
    ("S", r"\b(was|were|had|when|during|last year|at my|while|working)\b"),
)
_RULES = tuple((label, re.compile(cue, re.IGNORECASE)) for label, cue in _CUES)

Labeller = Callable[[Sequence[str]], Sequence[str]]


def keyword_labels(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the label of the first rule each sentence matches, "O" where none does."""
    return tuple(
        next((label for label, rule in _RULES if rule.search(text)), "O") for text in sentences
    )


def bag_of_words(answers: Sequence[Answer]) -> Labeller:
    """Return logistic regression on one and two words of a sentence, trained on the answers.

    Raises:
        ImportError: scikit-learn is not installed; it comes with the training extra.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415

    texts = [text for answer in answers for text in answer.sentences]
    labels = [label for answer in answers for label in answer.labels]
    model = make_pipeline(
        TfidfVectorizer(
            ngram_range=(1, 2), min_df=3, sublinear_tf=True, token_pattern=r"[\w'’]+|%"
        ),
        LogisticRegression(max_iter=300, C=4.0, class_weight="balanced", random_state=0),
    )
    model.fit(texts, labels)

    def label(sentences: Sequence[str]) -> Sequence[str]:
        return [str(x) for x in model.predict(list(sentences))]

    return label
