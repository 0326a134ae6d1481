// A video's still becomes YouTube's player when the reader asks for it. Without this file it is a link.
for (const link of document.querySelectorAll("a[data-player]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // asked for another tab
    event.preventDefault();
    const player = document.createElement("iframe");
    player.className = "video__player";
    player.title = link.dataset.title;
    player.allow = "autoplay; fullscreen";
    player.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays only where it learns which site shows it
    player.src = link.dataset.player;
    link.replaceWith(player);
    player.focus();
  });
}
