// The wall follows its session: asks whether anything changed, puts the new picture in place, says when the link is lost.
(() => {
  const CADENCE = 700, ATTENTE_MAX = 5000, DELAI = 4000, MOUVEMENT = 1200, REPOS = 3000, GARDE = 12 * 3600 * 1000;
  const CLE = "caprse-mur";
  const racine = document.documentElement, scene = document.getElementById("scene");
  const liaison = document.getElementById("liaison"), commandes = document.getElementById("commandes");
  let etiquette = document.body.dataset.etiquette, echecs = 0, perdueLe = null, ferme = false, enCours = false;
  let themeSeance = racine.dataset.theme, minuterie = 0, annonce = "", annonceJusqua = 0, dernierDessin = "";

  function draw(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    greet(page);
    scene.replaceChildren(...page.body.childNodes);
    fit();
    time();
    start(scene.querySelector(".figure"));
  }

  // A dot for each vote or arrival, a word that was let through: what was not there before comes in.
  function greet(page) {
    const etape = (lieu) => lieu.querySelector("section")?.dataset.etape;
    if (etape(page) !== etape(scene)) return;
    const deja = scene.querySelectorAll(".pastilles .plein").length;
    if (scene.querySelector(".pastilles")) {
      [...page.querySelectorAll(".pastilles .plein")].slice(deja).forEach((point) => point.classList.add("neuf"));
    }
    const mots = new Set([...scene.querySelectorAll(".mots li")].map((mot) => mot.firstChild.textContent));
    for (const mot of page.querySelectorAll(".mots li")) {
      if (!mots.has(mot.firstChild.textContent)) mot.classList.add("neuf");
    }
  }

  // The timer runs here between two answers of the server, on the seconds that it gave.
  function time() {
    const minuteur = scene.querySelector(".minuteur");
    if (minuteur) minuteur.fin = performance.now() + Number(minuteur.dataset.reste) * 1000;
  }

  function tick() {
    const minuteur = scene.querySelector(".minuteur");
    if (!minuteur) return;
    const reste = Math.max(0, Math.ceil((minuteur.fin - performance.now()) / 1000));
    const texte = reste ? `${Math.floor(reste / 60)}:${String(reste % 60).padStart(2, "0")}` : "C’est l’heure";
    const temps = minuteur.querySelector(".temps");
    if (temps.textContent !== texte) temps.textContent = texte;
    minuteur.classList.toggle("fini", !reste);
  }

  // The same picture drawn again, because someone joined or voted, does not move again.
  function start(figure) {
    const dessin = figure?.outerHTML ?? "";
    if (dessin && dessin !== dernierDessin) move(figure);
    dernierDessin = dessin;
  }

  function fit() {
    fitCorps(scene.querySelector(".corps"));
  }

  // Each mark that moves starts from where data-de says and comes to where it was drawn.
  function move(figure) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const pistes = [];
    for (const marque of figure.querySelectorAll("[data-de]")) {
      for (const couple of marque.dataset.de.split(" ")) {
        const [nom, de] = couple.split(":");
        pistes.push([marque, nom, Number(de), Number(marque.getAttribute(nom))]);
      }
    }
    const place = (part) => {
      const doux = part < 0.5 ? 4 * part ** 3 : 1 - (-2 * part + 2) ** 3 / 2;
      for (const [marque, nom, de, vers] of pistes) marque.setAttribute(nom, de + (vers - de) * doux);
    };
    place(0);
    let debut = null;
    const step = (instant) => {
      debut ??= instant;
      const part = Math.min(1, (instant - debut) / MOUVEMENT);
      place(part);
      if (part < 1 && figure.isConnected) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  function keep(etat) {
    try {
      sessionStorage.setItem(CLE, JSON.stringify({ ...etat, instant: Date.now() }));
    } catch {
      // Without room to keep it, a reload during an outage shows an empty wall: the session itself loses nothing.
    }
  }

  function recall() {
    try {
      const etat = JSON.parse(sessionStorage.getItem(CLE));
      return etat && Date.now() - etat.instant < GARDE ? etat : null;
    } catch {
      return null;
    }
  }

  function apply(etat) {
    if (etat.theme !== themeSeance) racine.dataset.theme = themeSeance = etat.theme;
    document.title = `${etat.titre} – Cahier CAP RSE`;
    draw(etat.html);
  }

  function say() {
    let phrase = "";
    if (perdueLe) {
      const heure = perdueLe.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" });
      phrase = `Liaison perdue depuis ${heure}. L’écran montre le dernier état reçu et reprend tout seul.`;
    } else if (Date.now() < annonceJusqua) phrase = annonce;
    if (liaison.textContent !== phrase) liaison.textContent = phrase;
    liaison.hidden = !phrase;
  }

  function close(message) {
    ferme = true;
    sessionStorage.removeItem(CLE);
    perdueLe = null;
    say();
    document.querySelector("nav").remove();
    const titre = document.createElement("h1"), phrase = document.createElement("p"), lien = document.createElement("a");
    const section = document.createElement("section");
    titre.textContent = "L’écran est fermé";
    phrase.textContent = message;
    lien.href = "/mur";
    lien.textContent = "Ouvrir un autre écran";
    section.className = "attente";
    section.append(titre, phrase, lien);
    scene.replaceChildren(section);
  }

  async function ask(adresse, options) {
    const arret = new AbortController(), delai = setTimeout(() => arret.abort(), DELAI);
    try {
      const reponse = await fetch(adresse, { cache: "no-store", signal: arret.signal, ...options });
      const corps = [200, 409, 410].includes(reponse.status) ? await reponse.json() : null;
      return [reponse.status, corps, reponse.headers.get("etag")];
    } catch {
      return [0, null, null];
    } finally {
      clearTimeout(delai);
    }
  }

  async function follow() {
    if (ferme || enCours) return;
    enCours = true;
    clearTimeout(minuterie);
    const [statut, etat, marque] = await ask("/mur/etat", { headers: etiquette ? { "If-None-Match": etiquette } : {} });
    enCours = false;
    if (statut === 410) return close(etat.message);
    if (statut === 200) {
      apply(etat);
      etiquette = marque;
      keep(etat);
    }
    if (statut === 200 || statut === 304) {
      echecs = 0;
      perdueLe = null;
    } else {
      echecs += 1;
      // One missed answer is no outage.
      if (echecs > 1) perdueLe ??= new Date();
    }
    say();
    minuterie = setTimeout(follow, echecs ? Math.min(ATTENTE_MAX, CADENCE * 2 ** (echecs - 1)) : CADENCE);
  }

  async function command(geste) {
    const vue = scene.firstElementChild?.dataset ?? {};
    // Asking for what already is means going back to the picture.
    const voulu = ["pause", "noir"].includes(geste) && vue.ecran === geste ? "montre" : geste;
    const [statut, etat] = await ask("/mur/commande", {
      method: "POST",
      body: new URLSearchParams({ geste: voulu, etape: vue.etape ?? "" }),
    });
    if (statut === 410) return close(etat.message);
    if (statut !== 204) {
      annonce = etat?.message ?? "Ce geste n’est pas passé : la liaison est perdue. Réessayez.";
      annonceJusqua = Date.now() + 5000;
    }
    say();
    follow();
  }

  function act(geste) {
    if (geste === "plein") {
      // Some browsers refuse: the wall then simply stays in its window.
      (document.fullscreenElement ? document.exitFullscreen() : racine.requestFullscreen()).catch(() => undefined);
    } else if (geste === "theme") {
      racine.dataset.theme = racine.dataset.theme === "sombre" ? "clair" : "sombre";
    } else command(geste);
  }

  const TOUCHES = {
    ArrowRight: "suivante", PageDown: "suivante", ArrowLeft: "precedente", PageUp: "precedente",
    p: "pause", n: "noir", b: "noir", ".": "noir", f: "plein", t: "theme",
  };
  document.addEventListener("keydown", (touche) => {
    if (ferme || touche.ctrlKey || touche.altKey || touche.metaKey || touche.repeat) return;
    const geste = TOUCHES[touche.key.length === 1 ? touche.key.toLowerCase() : touche.key];
    if (!geste) return;
    touche.preventDefault();
    act(geste);
  });
  commandes.addEventListener("click", (clic) => {
    const geste = clic.target.closest("[data-geste]")?.dataset.geste;
    if (!geste) return;
    commandes.open = false;
    act(geste);
  });
  // Whoever looks at the wall sees no commands: they come with the mouse or a key, and leave with them.
  let repos = 0;
  const stir = () => {
    document.body.classList.remove("calme");
    clearTimeout(repos);
    repos = setTimeout(() => { if (!commandes.open) document.body.classList.add("calme"); }, REPOS);
  };
  for (const signe of ["pointermove", "pointerdown", "keydown"]) addEventListener(signe, stir, { capture: true });
  commandes.addEventListener("toggle", stir);
  stir();
  addEventListener("resize", fit);
  // Measured again once the letters are those of the house.
  document.fonts.ready.then(fit);
  addEventListener("online", follow);
  // A screen that goes to sleep shows nothing; where the browser cannot keep it awake, its own settings decide.
  const wake = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") follow();
    wake();
  });

  if (etiquette) {
    keep({ html: scene.innerHTML, theme: themeSeance, titre: document.title.split(" – ")[0] });
    fit();
    time();
    start(scene.querySelector(".figure"));
  } else {
    const garde = recall();
    perdueLe = new Date();
    echecs = 1;
    if (garde) {
      apply(garde);
      perdueLe = new Date(garde.instant);
    }
    say();
  }
  setInterval(tick, 250);
  wake();
  follow();
})();
