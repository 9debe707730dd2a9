"""Text to vectors: one encoder, chosen by `settings.EMBEDDINGS_BACKEND`, and the rows its vectors are kept in."""
