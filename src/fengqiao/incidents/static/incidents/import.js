// A long file is brought in piece by piece; the bar says how far it is. Stopped half-way, it goes on where it was.
import { post, toast } from "../ui/http.js";

const form = document.querySelector("[data-import]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const bar = document.querySelector("[data-progress]");
  const words = document.querySelector("[data-progress-words]");
  form.querySelector("button").disabled = true;
  try {
    for (let left = 1; left > 0;) {
      const answer = await (await post(form.action, {})).json();
      left = answer.left;
      bar.value = answer.done;
      words.textContent = `${answer.done} / ${answer.total}`;
    }
    location.reload();
  } catch (error) {
    form.querySelector("button").disabled = false;
    toast(error.message, "danger");
  }
});
