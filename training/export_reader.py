"""Export the trained reading model to two ONNX files and print how well they agree with the trained weights.

    python -m training.export_reader MODEL_DIR TRAINED/reader.pt [--to positions/extraction/weights]

The encoder's weights become int8 (`reader-encoder.int8.onnx`: pieces to states and cue probabilities); the head, a
fortieth of it, stays in 32-bit floats (`reader-roles.onnx`: states and the windows of cues to role probabilities).
"""

import argparse
import hashlib
import json
import logging
import shutil
import tempfile
from pathlib import Path

import onnxruntime
import torch
from transformers import AutoModel

from training.export_encoder import Int8Rows, quantise
from training.reader_model import Encoder, Roles

ENCODER, ROLES = "reader-encoder.int8.onnx", "reader-roles.onnx"


class Probabilities(torch.nn.Module):
    """A part of the model with a softmax at its end, so that a reader of the file needs none."""

    def __init__(self, part: torch.nn.Module) -> None:
        super().__init__()
        self.part = part

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...] | torch.Tensor:
        found = self.part(*inputs)
        if isinstance(found, tuple):
            states, cues = found
            return states, torch.softmax(cues, dim=-1)
        return torch.log_softmax(found, dim=-1)


def load(model: Path, trained: Path) -> tuple[Encoder, Roles]:
    """Return both parts with their trained weights, ready to run."""
    bert = AutoModel.from_pretrained(model, attn_implementation="eager", add_pooling_layer=False)
    weights = torch.load(trained, map_location="cpu", weights_only=True)
    encoder, roles = Encoder(bert), Roles()
    encoder.load_state_dict(weights["encoder"])
    roles.load_state_dict(weights["roles"])
    return encoder.eval(), roles.eval()


def export_encoder(encoder: Encoder, path: Path) -> None:
    whole = torch.ones((2, 8), dtype=torch.int64)
    first = torch.ones((2, 5), dtype=torch.int64)
    pieces, words = {0: "windows", 1: "pieces"}, {0: "windows", 1: "words"}
    torch.onnx.export(
        Probabilities(encoder),
        (whole, whole, whole, first),
        path,
        input_names=["ids", "features", "mask", "first"],
        output_names=["states", "cues"],
        dynamic_axes={
            "ids": pieces, "features": pieces, "mask": pieces, "first": words, "states": words, "cues": words,
        },
        opset_version=17,
        dynamo=False,
    )  # fmt: skip


def export_roles(roles: Roles, path: Path) -> None:
    states = torch.zeros((6, 384))
    window = torch.ones((2, 5), dtype=torch.int64)
    axes = {0: "cues", 1: "width"}
    torch.onnx.export(
        Probabilities(roles),
        (states, window, window, window),
        path,
        input_names=["states", "window", "distance", "inside"],
        output_names=["roles"],
        dynamic_axes={"states": {0: "words"}, "window": axes, "distance": axes, "inside": axes, "roles": axes},
        opset_version=17,
        dynamo=False,
    )


def farthest(encoder: Encoder, path: Path) -> float:
    """Return the largest difference of a cue probability between the exported and the trained encoder."""
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(1000, 29000, (4, 64), generator=generator)
    ones, first = torch.ones_like(ids), torch.arange(64).repeat(4, 1)
    with torch.inference_mode():
        _, expected = Probabilities(encoder)(ids, torch.zeros_like(ids), ones, first)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    inputs = {"ids": ids, "features": torch.zeros_like(ids), "mask": ones, "first": first}
    found = session.run(["cues"], {name: tensor.numpy() for name, tensor in inputs.items()})[0]
    return float(abs(expected.numpy() - found).max())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--to", type=Path, default=Path("positions/extraction/weights"))
    options = parser.parse_args()
    logging.disable(logging.INFO)  # the quantiser tells of every node
    options.to.mkdir(parents=True, exist_ok=True)
    original, roles = load(options.model, options.trained)
    smaller, _ = load(options.model, options.trained)
    words = smaller.bert.embeddings
    words.word_embeddings = Int8Rows(words.word_embeddings.weight.data)
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder) / "float.onnx"
        export_encoder(smaller, exported)
        quantise(exported, options.to / ENCODER)
    export_roles(roles, options.to / ROLES)
    shutil.copy(options.model / "tokenizer.json", options.to / "tokenizer.json")
    print(json.dumps({"largest difference of a cue probability": round(farthest(original, options.to / ENCODER), 4)}))
    for name in (ENCODER, ROLES, "tokenizer.json"):
        content = (options.to / name).read_bytes()
        print(f"{name}  {hashlib.sha256(content).hexdigest()}  {len(content):,} bytes")


if __name__ == "__main__":
    main()
