"""The reading model: an encoder that finds cues, and a head that finds the source and the content of each cue."""

import torch
from torch import nn

from positions.extraction.pieces import FEATURES

NEAR = 64  # distances beyond are one distance
WIDTH, HEADS, LAYERS = 192, 4, 2
CUE_LABELS = 3  # none, first, inside
ROLE_LABELS = 5  # none, source first, source inside, content first, content inside


class Encoder(nn.Module):
    """Pieces to words: ids, features, mask (n, pieces) and first (n, words) to states (n, words, 384), cue logits."""

    def __init__(self, bert: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = bert
        size = bert.config.hidden_size
        self.features = nn.Embedding(FEATURES, size)
        nn.init.zeros_(self.features.weight)
        self.dropout = nn.Dropout(dropout)
        self.cue = nn.Linear(size, CUE_LABELS)

    def forward(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor, first: torch.Tensor):
        embedded = self.bert.embeddings.word_embeddings(ids) + self.features(features)
        hidden = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        index = first.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        states = self.dropout(torch.gather(hidden, 1, index))
        return states, self.cue(states)


class Block(nn.Module):
    """One pre-norm transformer layer over the window of a cue."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.inner = nn.Linear(WIDTH, 3 * WIDTH)
        self.outer = nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(2 * WIDTH, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        cues, words, _ = x.shape
        parts = self.inner(self.norm1(x)).reshape(cues, words, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        weights = torch.softmax(query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias, dim=-1)
        mixed = (weights @ value).permute(0, 2, 1, 3).reshape(cues, words, WIDTH)
        x = x + self.dropout(self.outer(mixed))
        return x + self.dropout(self.down(nn.functional.gelu(self.up(self.norm2(x)))))


class Roles(nn.Module):
    """For each cue the role of every word in its window.

    states (words, 384); window (cues, width) places in states, -1 for none; distance (cues, width) from the cue's
    first word; inside (cues, width) 1 where the word is in the cue. Gives logits (cues, width, 5).
    """

    def __init__(self, size: int = 384, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Linear(size, WIDTH)
        self.of_cue = nn.Linear(size, WIDTH)
        self.gate = nn.Linear(size, WIDTH)
        self.distance = nn.Embedding(2 * NEAR + 1, WIDTH)
        self.inside = nn.Embedding(2, WIDTH)
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.label = nn.Linear(WIDTH, ROLE_LABELS)

    def forward(self, states: torch.Tensor, window: torch.Tensor, distance: torch.Tensor, inside: torch.Tensor):
        there = (window >= 0).to(states.dtype)
        words = states[window.clamp(min=0)]
        is_cue = inside.to(states.dtype).unsqueeze(-1)
        cue = (words * is_cue).sum(dim=1) / is_cue.sum(dim=1).clamp(min=1)
        key = self.word(words)
        x = key * (1 + torch.tanh(self.gate(cue))).unsqueeze(1) + self.of_cue(cue).unsqueeze(1)
        x = x + self.distance(distance.clamp(-NEAR, NEAR) + NEAR) + self.inside(inside)
        bias = ((there - 1) * 1e4)[:, None, None, :]
        for block in self.blocks:
            x = block(x, bias)
        return self.label(self.norm(x))
