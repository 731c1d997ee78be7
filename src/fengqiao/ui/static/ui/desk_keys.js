// Keys of a desk's list: one letter, one act. Whoever is typing, or has a dialog open, is left alone.

/** `keys`: act by the key's name. `first(event)` sees a key before; true: it has dealt with it. */
export function listen(keys, first = () => false) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || first(event)) return;
    if (event.target.matches('textarea, select, input:not([type="checkbox"])') || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
