// A task's answer: where it was done is asked of the phone when the page opens, and when it was done when it is sent.

const form = document.querySelector("[data-answer]");
if (form) {
  const where = form.querySelector("[data-where]");
  const say = (state, words) => {
    where.dataset.state = state;
    where.querySelector("span").textContent = words;
  };
  if (navigator.geolocation) {
    say("asking", where.dataset.asking);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.querySelector("[data-lon]").value = coords.longitude.toFixed(6);
        form.querySelector("[data-lat]").value = coords.latitude.toFixed(6);
        say("found", `${where.dataset.found} ${Math.round(coords.accuracy)} m`);
      },
      () => say("none", where.dataset.none),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  } else say("none", where.dataset.none);
  form.addEventListener("submit", () => {
    form.querySelector("[data-captured]").value = new Date().toISOString();
  });
}
