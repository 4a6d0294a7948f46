// Read the page aloud, where the browser has a voice of its own for its language. Without it, or without script,
// nothing is missing.
(() => {
  const lu = document.querySelector("[data-lire]");
  if (!lu || !("speechSynthesis" in window)) return;
  const langue = (e) => e.closest("[lang]").lang;
  const voix = (code) => {
    const debut = code.split("-")[0].toLowerCase();
    return speechSynthesis.getVoices().find((une) => une.lang.toLowerCase().split(/[-_]/)[0] === debut);
  };
  let bouton;

  function stop() {
    speechSynthesis.cancel();
    if (bouton) bouton.textContent = lu.dataset.ecouter;
  }

  // What is said beside in another language, smaller or folded, is for the eyes.
  function read(e) {
    const seul = e.cloneNode(true);
    seul.querySelectorAll("small").forEach((autre) => autre.remove());
    return seul.textContent.trim();
  }

  function speak() {
    if (speechSynthesis.speaking) return stop();
    // One sentence at a time: long ones are cut short by some browsers.
    const dites = [...lu.querySelectorAll("h1, p, li, legend, .choix span")]
      .filter((e) => !e.closest("details") && voix(langue(e)))
      .map((e) => {
        const dite = new SpeechSynthesisUtterance(read(e));
        dite.lang = langue(e);
        dite.voice = voix(langue(e));
        dite.rate = 0.9;
        return dite;
      });
    if (!dites.length) return;
    dites[dites.length - 1].onend = stop;
    dites.forEach((dite) => speechSynthesis.speak(dite));
    bouton.textContent = lu.dataset.arreter;
  }

  function offer() {
    if (bouton || !voix(langue(lu.querySelector("h1")))) return;
    bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "ecouter";
    bouton.textContent = lu.dataset.ecouter;
    bouton.addEventListener("click", speak);
    lu.before(bouton);
  }

  offer();
  // Voices come late in some browsers.
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
})();
