// Stands before the wall's script and before the one of the wall in small.
"use strict";
// Too much text: smaller letters, but never under 28 px on a full wall; what still does not fit can be scrolled to.
function fitCorps(corps) {
  if (!corps) return;
  const mots = corps.querySelector(".mots");
  // Words alone may grow as much as they have room to.
  const debut = mots ? 600 : corps.querySelector(".liste, .discours") ? 170 : corps.querySelector(".question-vote") ? 135 : 100;
  for (let part = debut; part >= 87.5; part -= 2.5) {
    corps.style.setProperty("--part", part / 100);
    const large = mots && mots.scrollWidth > mots.clientWidth + 1;
    if (corps.scrollHeight <= corps.clientHeight + 1 && (!mots || mots.scrollHeight <= mots.clientHeight + 1) && !large) break;
  }
  if (corps.scrollHeight > corps.clientHeight + 1) corps.tabIndex = 0;
  else corps.removeAttribute("tabindex");
}
