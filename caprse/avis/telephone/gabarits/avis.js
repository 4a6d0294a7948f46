// Read the page aloud, where the browser has a French voice of its own. Without it, or without script, nothing is missing.
(() => {
  const lu = document.querySelector("[data-lire]");
  if (!lu || !("speechSynthesis" in window)) return;
  const voix = () => speechSynthesis.getVoices().find((une) => /^fr\b/i.test(une.lang.replace("_", "-")));
  let bouton;

  function stop() {
    speechSynthesis.cancel();
    if (bouton) bouton.textContent = "Écouter";
  }

  function speak() {
    if (speechSynthesis.speaking) return stop();
    // One sentence at a time: long ones are cut short by some browsers.
    const phrases = [...lu.querySelectorAll("h1, p, li, legend, .choix span")].map((e) => e.textContent.trim());
    for (const phrase of phrases) {
      const dite = new SpeechSynthesisUtterance(phrase);
      dite.lang = "fr-FR";
      dite.voice = voix();
      dite.rate = 0.9;
      if (phrase === phrases[phrases.length - 1]) dite.onend = stop;
      speechSynthesis.speak(dite);
    }
    bouton.textContent = "Arrêter";
  }

  function offer() {
    if (bouton || !voix()) return;
    bouton = document.createElement("button");
    bouton.type = "button";
    bouton.className = "ecouter";
    bouton.textContent = "Écouter";
    bouton.addEventListener("click", speak);
    lu.before(bouton);
  }

  offer();
  // Voices come late in some browsers.
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  addEventListener("pagehide", stop);
})();
