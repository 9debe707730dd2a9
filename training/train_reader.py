"""Fine-tune the reading model on PolNeAR's training articles and print its figures on the development articles.

    python -m training.train_reader MODEL_DIR POLNEAR_DIR --to FOLDER [--epochs 4] [--bf16]

MODEL_DIR holds the encoder's original `config.json`, `model.safetensors` and `tokenizer.json`; POLNEAR_DIR holds
`train.jsonl.gz` and `dev.jsonl.gz`. The weights written are a moving average over the last epoch or so.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

from positions.extraction.labels import CONTENT, SOURCE, decode_cues, decode_roles
from positions.extraction.measures import Marking, marking, scores, tally
from training.reader_data import (
    Cue,
    Window,
    around,
    encoder_inputs,
    load_articles,
    load_tokenizer,
    mixed_batches,
    role_inputs,
    vary,
    windows_of,
)
from training.reader_model import Encoder, Roles

SIZE = 256  # pieces of a window
BATCH = 8
ENCODER_RATE, HEAD_RATE = 2.5e-4, 8e-4
WARM = 0.08  # share of the steps in which the rates rise
AVERAGED = 0.998  # weight of the past in the moving average
CUE_WEIGHT = 2  # of its loss beside that of the roles
# From a quarter of the way on the head also sees cues that the model wrongly believes in: their words have no role.
DOUBTED_FROM, DOUBTED = 0.25, 0.3


class Trainer:
    """The model, its optimiser and the moving average of its weights."""

    def __init__(self, folder: Path, steps: int, *, is_rounded: bool) -> None:
        bert = AutoModel.from_pretrained(folder, attn_implementation="sdpa", add_pooling_layer=False)
        bert.embeddings.word_embeddings.weight.requires_grad = False  # half of the weights, seen too seldom to learn
        self.encoder, self.roles = Encoder(bert), Roles()
        self.steps, self.step, self.is_rounded = steps, 0, is_rounded
        heads = [weight for name, weight in self.encoder.named_parameters() if not name.startswith("bert.")]
        groups = [
            {"params": [weight for weight in bert.parameters() if weight.requires_grad], "lr": ENCODER_RATE},
            {"params": [*heads, *self.roles.parameters()], "lr": HEAD_RATE},
        ]
        self.weights = [weight for group in groups for weight in group["params"]]
        self.average = [weight.detach().clone() for weight in self.weights]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._rate)

    def _rate(self, step: int) -> float:
        warm = self.steps * WARM
        return min((step + 1) / warm, max(0.0, (self.steps - step) / (self.steps - warm)))

    def learn(self, windows: Sequence[Window]) -> float:
        """Take one step on a batch and return its loss."""
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.is_rounded):
            loss = self._loss(windows)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.step += 1
        past = min(AVERAGED, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_mul_(self.average, past)
            torch._foreach_add_(self.average, [weight.detach() for weight in self.weights], alpha=1 - past)
        return loss.item()

    def _loss(self, windows: Sequence[Window]) -> torch.Tensor:
        inputs = encoder_inputs(windows)
        labels = inputs.pop("cues")
        states, logits = self.encoder(**inputs)
        loss = CUE_WEIGHT * nn.functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten())
        cues = [Cue(row, one.cue, one.roles) for row, window in enumerate(windows) for one in window.marked]
        if self.step > self.steps * DOUBTED_FROM:
            cues += _doubted(windows, torch.softmax(logits.detach().float(), -1), labels)
        if not cues:
            return loss
        inputs = role_inputs(cues, windows, states.shape[1])
        labels = inputs.pop("labels")
        found = self.roles(states.flatten(0, 1), **inputs)
        return loss + nn.functional.cross_entropy(found.float().flatten(0, 1), labels.flatten())

    def swap(self) -> None:
        """Exchange the weights and their average."""
        for weight, average in zip(self.weights, self.average, strict=True):
            weight.data, average.data = average.data, weight.data


def _doubted(windows: Sequence[Window], probabilities: torch.Tensor, labels: torch.Tensor) -> Iterator[Cue]:
    for row, window in enumerate(windows):
        count = window.stop - window.start
        for start, end, _ in decode_cues(probabilities[row, :count].numpy(), DOUBTED):
            if not (labels[row, start:end] > 0).any():
                yield Cue(row, (window.start + start, window.start + end))


@torch.inference_mode()
def found_in(trainer: Trainer, windows: Sequence[Window], text: str) -> list[Marking]:
    """Return what the model finds in the windows of one article."""
    inputs = encoder_inputs(windows)
    inputs.pop("cues")
    states, logits = trainer.encoder(**inputs)
    probabilities = torch.softmax(logits, -1).numpy()
    cues = [
        Cue(row, (window.start + start, window.start + end))
        for row, window in enumerate(windows)
        for start, end, _ in decode_cues(probabilities[row, : window.stop - window.start])
    ]
    if not cues:
        return []
    inputs = role_inputs(cues, windows, states.shape[1])
    inputs.pop("labels")
    labels = torch.log_softmax(trainer.roles(states.flatten(0, 1), **inputs), -1).numpy()
    return [_marking(cue, windows, label, text) for cue, label in zip(cues, labels, strict=True)]


def _marking(cue: Cue, windows: Sequence[Window], labels: Any, text: str) -> Marking:
    words = windows[cue.window].pieces.words
    low, high = around(cue, windows)
    _, found = decode_roles(labels[: high - low])

    def chars(start: int, end: int) -> tuple[int, int]:
        return words[start][0], words[end - 1][1]

    spans = {role: [chars(low + a, low + b) for label, a, b in found if label == role] for role in (SOURCE, CONTENT)}
    return marking(text, spans[CONTENT], spans[SOURCE][:1], [chars(*cue.words)])


def evaluate(trainer: Trainer, articles: Sequence[dict[str, Any]], tokenizer: Tokenizer) -> None:
    """Print the F1 of each measure on articles, without the rules that the product adds."""
    trainer.encoder.eval()
    trainer.roles.eval()
    counts: Counter[str] = Counter()
    for article in articles:
        gold = [
            marking(article["text"], *((one[role] or {}).get("spans", ()) for role in ("content", "source", "cue")))
            for one in article["attributions"]
            if one["content"]
        ]
        counts += tally(gold, found_in(trainer, windows_of(article, tokenizer, SIZE), article["text"]))
    print({name: round(score.f1, 4) for name, score in scores(counts).items()}, flush=True)
    trainer.encoder.train()
    trainer.roles.train()


def train(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    tokenizer = load_tokenizer(options.model)
    articles, dev = (load_articles(options.polnear / f"{part}.jsonl.gz") for part in ("train", "dev"))
    articles = articles[: options.articles]
    whole = sum(len(windows_of(article, tokenizer, SIZE)) for article in articles)
    trainer = Trainer(options.model, int(options.epochs * whole / BATCH), is_rounded=options.bf16)
    began = time.monotonic()
    while trainer.step < trainer.steps:
        size = rng.choice((SIZE * 3 // 4, SIZE * 7 // 8, SIZE))  # windows break elsewhere in each epoch
        windows = [window for article in articles for window in windows_of(vary(article, rng), tokenizer, size)]
        losses = []
        for batch in mixed_batches(windows, BATCH, rng):
            losses.append(trainer.learn(batch))
            if trainer.step == trainer.steps:
                break
        seconds = time.monotonic() - began
        print(f"step {trainer.step} of {trainer.steps}, loss {sum(losses) / len(losses):.4f}, {seconds:.0f} s")
        trainer.swap()
        evaluate(trainer, dev, tokenizer)
        options.to.mkdir(parents=True, exist_ok=True)
        weights = {"encoder": trainer.encoder.state_dict(), "roles": trainer.roles.state_dict()}
        torch.save(weights, options.to / "reader.pt")
        trainer.swap()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("polnear", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, help="train on the first so many only")
    parser.add_argument("--bf16", action="store_true", help="multiply in bfloat16: faster where the processor can")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
