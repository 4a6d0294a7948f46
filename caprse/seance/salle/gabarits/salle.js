// A phone whose line is cut keeps its page. Without script the browser goes to the next page by itself, and shows its own
// error when nobody answers; here the page first asks whether someone does. A page being filled in asks whether its
// question is still put: once it is not, an empty one goes on by itself, the others say so where the thumb is.
"use strict";
(() => {
  const { suite, veille } = document.currentScript.dataset, sonde = document.currentScript.src;
  const ATTENTE = veille ? 3000 : 5000, ECART = veille ? 2000 : 4000, REPRISE = 2000, DELAI = 4000;
  const ligne = document.getElementById("ligne"), annonces = document.querySelectorAll("[data-avance]");
  const bulletin = annonces[0]?.closest("form"), bouton = bulletin?.querySelector("[data-attend]");
  let envoi = null, minuterie = 0;

  // The head of an address; null when nobody answers.
  async function probe(adresse) {
    const arret = new AbortController(), delai = setTimeout(() => arret.abort(), DELAI);
    try {
      const reponse = await fetch(adresse, { method: "HEAD", cache: "no-store", signal: arret.signal });
      return reponse.ok ? reponse : null;
    } catch {
      return null;
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
    if (!await probe(sonde)) {
      say(envoi ? "Hors ligne : votre vote est gardé ici et partira dès le retour de la ligne."
        : "Hors ligne : cette page reprend toute seule.");
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

  // Asks whether the question is still put: the answer then says when to look again.
  async function look() {
    clearTimeout(minuterie);
    const reponse = await probe(veille);
    if (envoi) return;
    say(reponse ? "" : "Hors ligne pour le moment.");
    const fermee = reponse !== null && !reponse.headers.has("refresh");
    // Shown and over, it comes back no more: who was told that nothing left follows the room.
    const passee = reponse?.headers.has("suite") && bulletin.classList.contains("ferme");
    if (fermee && suite && (passee || !isBegun())) return location.replace(suite);
    if (reponse) close(fermee);
    minuterie = setTimeout(look, reponse ? pace() : REPRISE);
  }

  // Whether this page holds anything that the person did.
  function isBegun() {
    return "entamee" in bulletin.dataset || [...bulletin.elements].some((champ) => champ.type === "radio"
      ? champ.checked !== champ.defaultChecked : champ.name && "defaultValue" in champ && champ.value !== champ.defaultValue);
  }

  function close(fermee) {
    if (fermee === bulletin.classList.contains("ferme")) return;
    const tenait = bulletin.contains(document.activeElement);
    bulletin.classList.toggle("ferme", fermee);
    for (const annonce of annonces) annonce.hidden = !fermee;
    for (const champ of bulletin.elements) {
      if (champ.localName === "fieldset" || (champ.type === "submit" && !champ.closest("fieldset"))) champ.disabled = fermee;
    }
    if (fermee && tenait) annonces[annonces.length - 1].focus();
    if (!fermee) offer();
  }

  // Nothing chosen or given yet: the button says what it waits for.
  function offer() {
    tally();
    if (!bouton) return;
    const champs = [...bulletin.querySelectorAll("input:checked[type=radio], .compteur input")];
    const pret = champs.some((champ) => champ.type === "radio" || Number(champ.value) > 0);
    bouton.disabled = !pret;
    bouton.removeAttribute("name");
    bouton.classList.toggle("attend", !pret);
    bouton.textContent = pret ? say_envoi(champs) : bouton.dataset.attend;
  }

  // What is pressed says so when points are left out.
  function say_envoi(champs) {
    const { envoyer, partiel, partiels } = bouton.dataset;
    const places = partiel ? count_points(champs) : 0, tous = Number(bulletin.querySelector(".reste")?.dataset.total);
    return places > 0 && places < tous ? (places > 1 ? partiels.replace("{}", places) : partiel) : envoyer;
  }

  const count_points = (champs) => champs.reduce((somme, champ) => somme + (Number(champ.value) || 0), 0);

  // A point more or less is counted here: the room does not wait for a page at each press.
  function count(pas, champ) {
    champ.value = Math.max(0, (Number(champ.value) || 0) + pas);
    offer();
  }

  // What is left to give, and which buttons may still be pressed.
  function tally() {
    const reste = bulletin?.querySelector(".reste");
    if (!reste) return;
    const champs = [...bulletin.querySelectorAll(".compteur input")];
    const n = Number(reste.dataset.total) - count_points(champs);
    const [forme, nombre] = n < 0 ? ["trop", -n] : n ? ["reste", n] : ["fini", 0];
    const phrase = ((nombre > 1 && reste.dataset[`${forme}s`]) || reste.dataset[forme]).replace("{}", nombre);
    if (reste.textContent !== phrase) reste.textContent = phrase;
    const pieces = Math.max(0, n);
    bulletin.querySelector(".pieces").textContent = "●".repeat(pieces) + "○".repeat(reste.dataset.total - pieces);
    for (const champ of champs) {
      const [moins, plus] = champ.parentElement.querySelectorAll("button"), tenu = document.activeElement;
      moins.disabled = !(Number(champ.value) > 0);
      plus.disabled = n <= 0;
      // The finger of a keyboard is not left on what can no longer be pressed.
      if (tenu === plus && plus.disabled) moins.focus();
      if (tenu === moins && moins.disabled) plus.focus();
    }
  }

  const pace = () => ATTENTE + Math.random() * ECART;

  document.addEventListener("submit", (soumission) => {
    const formulaire = soumission.target, pas = soumission.submitter?.dataset.pas;
    if (pas) {
      soumission.preventDefault();
      count(Number(pas), soumission.submitter.parentElement.querySelector("input"));
      return;
    }
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
  const wake = () => {
    if (document.visibilityState !== "visible") return;
    if (veille && !envoi) look();
    else if (suite || envoi) go();
  };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  bulletin?.addEventListener("input", offer);
  // A page brought back by the browser may come with its choice.
  addEventListener("pageshow", offer);
  offer();
  if (!suite && !veille) return;
  // What the browser was to do by itself, this does instead.
  const start = () => {
    if (!veille) window.stop();
    minuterie = setTimeout(veille ? look : go, pace());
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
})();
