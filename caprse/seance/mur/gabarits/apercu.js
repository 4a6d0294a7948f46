// The wall as it will be, at the size that there is: a page of its own, without script, that nothing can enter.
export default function (component) {
  const { data, parentElement } = component;
  const cadre = parentElement.querySelector("div");
  let mur = cadre.querySelector("iframe");
  if (!mur) {
    mur = document.createElement("iframe");
    mur.setAttribute("sandbox", "allow-same-origin");
    mur.title = "Aperçu de l’écran de la salle";
    mur.tabIndex = -1;
    mur.inert = true;
    // The page has no script of its own: its letters are measured from here, as the wall does.
    mur.addEventListener("load", () => fitCorps(mur.contentDocument.querySelector(".corps")));
    cadre.append(mur);
    new ResizeObserver(() => { mur.style.transform = `scale(${cadre.clientWidth / 1920})`; }).observe(cadre);
  }
  if (mur.srcdoc !== data.page) mur.srcdoc = data.page;
}
