// The keyboard of the desk: letters press the visible button that carries them, so keys and mouse never differ.

const typing = (target) => Boolean(target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"));

/** `commands` maps a key (lower case) to a function; other letters press `[data-key]` inside `scope()`. */
export function listen(scope, commands) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) {
      chooseByDigit(dialog, key, event);
      return;
    }
    if (commands[key]) {
      event.preventDefault();
      commands[key]();
      return;
    }
    if (!/^[a-z]$/.test(key)) return;
    const button = scope()?.querySelector(`[data-key="${key}"]:not([disabled])`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  });
}

function chooseByDigit(dialog, key, event) {
  if (!/^[1-9]$/.test(key)) return;
  const choice = dialog.querySelectorAll("input[type=radio]")[Number(key) - 1];
  if (choice) {
    event.preventDefault();
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
