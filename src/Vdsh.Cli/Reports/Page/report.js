
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("scripted");

  // Light or dark: what the system asks for, until the reader chooses.
  const theme = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    theme.textContent = isDark() ? "Light" : "Dark";
    theme.setAttribute("aria-label", "Switch to " + (isDark() ? "light" : "dark") + " colours");
  };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; label(); });
  system.addEventListener("change", label);
  theme.hidden = false;
  label();

  // Several panels: one at a time, chosen by radio buttons, which every browser moves through with the arrow keys.
  document.querySelectorAll(".panels").forEach((box, number) => {
    const panels = [...box.children];
    const choice = document.createElement("fieldset");
    const legend = document.createElement("legend");
    choice.className = "choice";
    legend.className = "hidden";
    legend.textContent = box.dataset.label;
    choice.append(legend);
    const show = chosen => panels.forEach((panel, i) => panel.classList.toggle("off", i !== chosen));
    panels.forEach((panel, i) => {
      const entry = document.createElement("label"), input = document.createElement("input");
      input.type = "radio";
      input.name = "panels-" + number;
      input.checked = i === 0;
      input.addEventListener("change", () => show(i));
      entry.append(input, panel.querySelector("h3").textContent);
      choice.append(entry);
    });
    box.prepend(choice);
    show(0);
  });

  // A legend entry brings its line out; pointing at it does so for the moment, pressing it for good.
  document.querySelectorAll(".legend").forEach(legend => {
    const plot = legend.closest("figure").querySelector("svg");
    const series = [...plot.querySelectorAll(".series")], buttons = [...legend.querySelectorAll("button")];
    const mark = pointed => {
      const names = buttons.filter(button => button === pointed || button.getAttribute("aria-pressed") === "true").map(button => button.dataset.name);
      plot.classList.toggle("picked", names.length > 0);
      series.forEach(line => line.classList.toggle("on", names.includes(line.dataset.name)));
    };
    buttons.forEach(button => {
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        mark(null);
      });
      button.addEventListener("pointerenter", () => mark(button));
      button.addEventListener("pointerleave", () => mark(null));
    });
  });
})();
