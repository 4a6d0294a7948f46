// The steps in order, moved by hand, by the arrows of each line or with Alt and the arrow keys. What was moved is told
// once it is let go; until the answer comes the list shows it where it was put.
const ETROIT = matchMedia("(max-width: 900px)");
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const racine = parentElement.querySelector("ol");
  const etat = (racine.etat ??= { glisse: null, garde: null });
  const dessin = JSON.stringify(data);
  if (racine.dessin === dessin) return;
  racine.dessin = dessin;

  const lire = () => [...racine.children].map((ligne) => ligne.dataset.id);
  const dire = (ligne) => {
    numeroter();
    etat.garde = ligne.dataset.id;
    setTriggerValue("ordre", { ids: lire(), etape: ligne.dataset.id });
  };
  const numeroter = () => {
    [...racine.children].forEach((ligne, rang, toutes) => {
      ligne.querySelector(".rang").textContent = rang + 1;
      const [haut, bas] = ligne.querySelectorAll(".pas");
      haut.disabled = rang === 0;
      bas.disabled = rang === toutes.length - 1;
      ligne.querySelector(".choix").setAttribute("aria-label",
        `Étape ${rang + 1} sur ${toutes.length} : ${ligne.dataset.nom}`);
    });
  };
  const monter = (ligne, pas) => {
    const autre = pas < 0 ? ligne.previousElementSibling : ligne.nextElementSibling;
    if (!autre) return;
    pas < 0 ? autre.before(ligne) : autre.after(ligne);
    ligne.querySelector(".choix").focus();
    dire(ligne);
  };

  // On a narrow screen the card of the chosen step stands under its line: the line leaves it the room.
  const trouver = () => document.querySelector(".st-key-carte-preparation");
  const poser = () => {
    const carte = trouver(), cadre = carte?.parentElement, page = carte?.closest(".st-key-preparation");
    if (!page) return;
    const ligne = [...racine.children].find((une) => une.dataset.id === etat.ouverte);
    for (const une of racine.children) {
      une.classList.toggle("ouverte", une === ligne);
      if (une !== ligne || !ETROIT.matches || etat.glisse) une.style.marginBottom = "";
    }
    const libre = !ETROIT.matches || !data.choisie;
    cadre.dataset.pose = libre ? "" : ligne && !etat.glisse ? "ligne" : "repliee";
    if (libre || !ligne || etat.glisse) return;
    ligne.style.marginBottom = `${carte.offsetHeight + 8}px`;
    const haut = ligne.getBoundingClientRect().bottom - page.getBoundingClientRect().top + 6;
    if (cadre.style.top !== `${haut}px`) cadre.style.top = `${haut}px`;
  };

  const balise = (nom, classe, texte) => {
    const element = document.createElement(nom);
    element.className = classe;
    if (texte !== undefined) element.textContent = texte;
    return element;
  };
  const bouton = (classe, texte, nom, geste) => {
    const element = balise("button", classe, texte);
    element.type = "button";
    element.setAttribute("aria-label", nom);
    element.title = nom;
    element.onclick = geste;
    return element;
  };

  racine.replaceChildren(...data.etapes.map((etape) => {
    const ligne = balise("li", etape.id === data.choisie ? "etape choisie" : "etape");
    ligne.dataset.id = etape.id;
    ligne.dataset.nom = etape.titre;
    const poignee = balise("span", "poignee", "⠿");
    poignee.setAttribute("aria-hidden", "true");
    poignee.title = "Tenir et glisser";
    const choix = balise("button", "choix");
    choix.type = "button";
    choix.setAttribute("aria-pressed", String(etape.id === data.choisie));
    const titre = balise("span", "titre", etape.titre);
    const sous = balise("span", "sous", etape.sous);
    choix.append(titre, sous);
    for (const [classe, mot] of etape.marques) sous.append(balise("span", `marque ${classe}`, mot));
    choix.onclick = () => {
      // On a narrow screen a line that is open folds when it is touched again.
      const ouvre = !(ETROIT.matches && etat.ouverte === etape.id);
      etat.ouverte = ouvre ? etape.id : "";
      if (ouvre) setTriggerValue("choisie", etape.id);
      poser();
    };
    ligne.append(
      poignee,
      balise("span", "rang"),
      choix,
      bouton("pas", "↑", `Monter : ${etape.titre}`, () => monter(ligne, -1)),
      bouton("pas", "↓", `Descendre : ${etape.titre}`, () => monter(ligne, 1)),
    );
    ligne.onkeydown = (touche) => {
      if (!touche.altKey || !["ArrowUp", "ArrowDown"].includes(touche.key)) return;
      touche.preventDefault();
      monter(ligne, touche.key === "ArrowUp" ? -1 : 1);
    };
    // The list holds the pointer: a line that is moved in the page would lose it.
    poignee.onpointerdown = (prise) => {
      prise.preventDefault();
      racine.setPointerCapture(prise.pointerId);
      etat.glisse = { ligne, depart: lire().join() };
      ligne.classList.add("tenue");
      poser();
    };
    return ligne;
  }));
  // A finger as well as a mouse: the line follows, the others make room.
  racine.onpointermove = (geste) => {
    const ligne = etat.glisse?.ligne;
    if (!ligne) return;
    for (const autre of [...racine.children]) {
      if (autre === ligne) continue;
      const boite = autre.getBoundingClientRect();
      const milieu = boite.top + boite.height / 2;
      const apres = ligne.compareDocumentPosition(autre) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (apres && geste.clientY > milieu) autre.after(ligne);
      else if (!apres && geste.clientY < milieu) { autre.before(ligne); break; }
    }
  };
  racine.onpointerup = racine.onpointercancel = () => {
    if (!etat.glisse) return;
    const { ligne, depart } = etat.glisse;
    etat.glisse = null;
    ligne.classList.remove("tenue");
    poser();
    if (lire().join() !== depart) dire(ligne);
  };
  numeroter();
  if (etat.choisie !== data.choisie) {
    etat.choisie = data.choisie;
    etat.ouverte = data.ouverte ? data.choisie : "";
    poser();
    racine.querySelector(".ouverte")?.scrollIntoView({ block: "nearest" });
  } else poser();
  etat.regard?.disconnect();
  etat.regard = new ResizeObserver(poser);
  etat.regard.observe(racine);
  if (trouver()) etat.regard.observe(trouver());
  // The hand, or the keys, stay on what they moved.
  if (etat.garde) {
    [...racine.children].find((ligne) => ligne.dataset.id === etat.garde)?.querySelector(".choix").focus();
    etat.garde = null;
  }
}
