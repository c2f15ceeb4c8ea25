import "milestreak/elements";

document.addEventListener("milestreak-progressed", ({ detail }) => {
  document.querySelector("p").textContent = `${detail.targetName}: ${detail.from} → ${detail.to}`;
});
