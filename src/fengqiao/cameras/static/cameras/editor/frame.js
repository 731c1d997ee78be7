// What both drawing pages share: buttons, keys, saving, and not losing what is not saved.

import { post, toast } from "../../ui/http.js";

/** Wires a form with a board. `page`: { model, board, show(), check() -> problem or "", body() }. */
export function frame(form, page) {
  const { model, board } = page;
  const words = form.dataset;
  const button = (name) => form.querySelector(`[data-${name}]`);
  const problem = button("problem");

  const verdict = (text) => {
    problem.hidden = !text;
    problem.querySelector("[data-problem-words]").textContent = text ?? "";
  };
  const refresh = () => {
    button("undo").disabled = !model.canUndo;
    button("redo").disabled = !model.canRedo;
    button("dirty").textContent = model.canUndo ? words.wordsUnsaved : "";
  };
  const travel = (moved) => {
    if (moved) page.show();
    refresh();
  };
  button("undo").addEventListener("click", () => travel(model.undo()));
  button("redo").addEventListener("click", () => travel(model.redo()));
  button("add")?.addEventListener("click", () => board.addCorner());
  button("less")?.addEventListener("click", () => board.removeCorner());
  button("fresh").addEventListener("click", () => board.fresh());
  button("snap").addEventListener("click", (event) => {
    board.snap = !board.snap;
    event.currentTarget.setAttribute("aria-pressed", String(board.snap));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], input:not([type])")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    travel(key === "y" || event.shiftKey ? model.redo() : model.undo());
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = page.check();
    verdict(wrong);
    if (wrong) {
      problem.scrollIntoView({ block: "nearest" });
      return;
    }
    const submit = form.querySelector('button[type="submit"]');
    submit.setAttribute("aria-busy", "true");
    try {
      await post(location.href, page.body());
      model.saved();
      refresh();
      toast(words.wordsSaved, "done");
    } catch (error) {
      verdict(error.message);
      problem.scrollIntoView({ block: "nearest" });
    }
    submit.removeAttribute("aria-busy");
  });
  addEventListener("beforeunload", (event) => {
    if (model.canUndo) event.preventDefault();
  });
  return { verdict, refresh };
}
