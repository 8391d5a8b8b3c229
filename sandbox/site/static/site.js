// The cookie notice, which remembers that it was answered, and the share line's two buttons.
const notice = document.querySelector(".cookie-banner");
if (!document.cookie.includes("cookies=")) notice.hidden = false;
notice.addEventListener("click", (event) => {
  const answer = event.target.dataset.cookies;
  if (!answer) return;
  document.cookie = `cookies=${answer}; path=/; max-age=31536000; samesite=lax`;
  notice.hidden = true;
});
document.querySelector("[data-copy]")?.addEventListener("click", (event) => {
  event.preventDefault();
  navigator.clipboard?.writeText(location.href.split("#")[0]);
});
document.querySelector("[data-print]")?.addEventListener("click", (event) => {
  event.preventDefault();
  print();
});
