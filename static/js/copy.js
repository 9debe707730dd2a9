/* Buttons that copy the text of another element: <button class="with-script" data-copy="id">. Without this script the text is there to select. */
import { say } from "./toast.js";
import { words } from "./words.js";

async function write(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // over plain http, or refused: mark the words, so that the reader's own copy key takes them
    getSelection().selectAllChildren(element);
    return false;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const element = document.getElementById(button.dataset.copy);
  button.addEventListener("click", async () => {
    const done = await write(element.textContent, element);
    say(done ? (button.dataset.copied ?? words.copied) : words.notCopied);
  });
}
