// A phone whose line is cut keeps its page. Without script the browser goes to the next page by itself, and shows its own
// error when nobody answers; here the page first asks whether someone does.
"use strict";
(() => {
  const suite = document.currentScript.dataset.suite, sonde = document.currentScript.src;
  const ATTENTE = 5000, ECART = 4000, REPRISE = 2000, DELAI = 4000;
  const ligne = document.getElementById("ligne");
  let envoi = null, minuterie = 0;

  async function probe() {
    const arret = new AbortController(), delai = setTimeout(() => arret.abort(), DELAI);
    try {
      return (await fetch(sonde, { method: "HEAD", cache: "no-store", signal: arret.signal })).ok;
    } catch {
      return false;
    } finally {
      clearTimeout(delai);
    }
  }

  function say(phrase) {
    if (!ligne) return;
    if (ligne.textContent !== phrase) ligne.textContent = phrase;
    ligne.hidden = !phrase;
  }

  // Sends what waits to be sent, else goes where the page was to go; what is filled in stays until someone answers.
  async function go() {
    clearTimeout(minuterie);
    if (!await probe()) {
      say(envoi ? "Hors ligne : votre vote est gardé ici et partira dès le retour de la ligne."
        : window === top ? "Hors ligne : cette page reprend toute seule." : "Hors ligne pour le moment.");
      minuterie = setTimeout(go, REPRISE);
      return;
    }
    say("");
    if (envoi) {
      const [formulaire, bouton] = envoi;
      formulaire.dataset.part = "oui";
      formulaire.requestSubmit(bouton);
      envoi = null;
    } else if (suite) location.replace(suite);
  }

  document.addEventListener("submit", (soumission) => {
    const formulaire = soumission.target;
    if (formulaire.dataset.part) {
      delete formulaire.dataset.part;
      return;
    }
    soumission.preventDefault();
    // Pressed again while it waits, it is the same press.
    if (envoi) return;
    envoi = [formulaire, soumission.submitter];
    go();
  });
  // Woken, brought back in front, on line again: looks at once.
  const wake = () => { if (document.visibilityState === "visible" && (suite || envoi)) go(); };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  if (!suite) return;
  // What the browser was to do by itself, this does instead.
  const start = () => {
    window.stop();
    minuterie = setTimeout(go, ATTENTE + Math.random() * ECART);
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
