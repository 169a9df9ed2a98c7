/* The sheet marks itself: what is chosen is written into the page, so that a saved copy holds the answers. */
(() => {
  const form = document.getElementById("sheet");
  const [brief, version] = document.querySelector('meta[name="shoal-sheet"]').content.split(" ");
  const rows = [...form.querySelectorAll("fieldset")].map((set) => set.querySelector("input").name);
  const who = new Map(rows.map((row) => [row, form.querySelector("#" + row + " legend").textContent.replace("Your answer for ", "")]));
  const comment = (row) => form.elements["comment-" + row];
  let unsaved = false;

  const line = (row) => {
    const said = comment(row).value.trim().replace(/\s+/g, " ");
    const choice = form.elements[row].value;
    if (choice === "open" && !said) return row + ":";
    return row + ": " + choice + (said ? " - " + said : "");
  };

  const mirror = () => {
    for (const input of form.querySelectorAll("input[type=radio]")) input.toggleAttribute("checked", input.checked);
    for (const row of rows) comment(row).textContent = comment(row).value;
    form.elements.by.setAttribute("value", form.elements.by.value);
    const lines = rows.flatMap((row) => ["", "# " + who.get(row), line(row)]);
    const text = document.getElementById("text");
    text.value = ["Shortlist " + brief + ", version " + version, "Name: " + form.elements.by.value, ...lines, ""].join("\n");
    text.textContent = text.value;
    const marked = rows.filter((row) => form.elements[row].value !== "open").length;
    document.getElementById("answered").textContent = marked + " of " + rows.length;
  };

  const save = () => {
    mirror();
    document.getElementById("saved").textContent = "";
    const page = "<!doctype html>\n" + document.documentElement.outerHTML;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    link.download = brief + "-s" + version + "-answered.html";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    document.getElementById("saved").textContent = "Saved as " + link.download + ". Send that file back.";
  };

  form.addEventListener("input", (event) => {
    if (event.target.id === "text") return;
    unsaved = true;
    mirror();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("save").addEventListener("click", save);
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  document.getElementById("text").readOnly = true;
  for (const part of document.querySelectorAll(".on")) part.hidden = false;
  mirror();
})();
