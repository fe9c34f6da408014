// Says under a field, while someone writes in it, that it holds a protected name.
// Bound by data-scan (on the fields or around them) and data-scan-address (the same), beside which data-scan-noun and
// data-scan-key may name the record: what was cleared for it isn't said. Saving makes the check again.

const FIELDS = ":is(textarea, input[type=text], input[type=url]):is([data-scan], [data-scan] *)";
const DELAY = 400; // ms
const SILENT = "The name check did not answer: it will be made when you save.";

const answers = new WeakMap(); // field → the text that was last answered, and the sentences
const running = new WeakMap(); // field → what aborts its request
const lines = new WeakMap(); // field → the line under it
const delays = new WeakMap();

function show(field, sentences) {
  lines.get(field)?.remove();
  if (!sentences.length) return;
  const line = Object.assign(document.createElement("p"), { className: "scan-hit", textContent: sentences.join(" ") });
  line.setAttribute("role", "status");
  lines.set(field, line);
  field.after(line);
}

async function scan(field) {
  const text = field.value;
  running.get(field)?.abort();
  const answer = answers.get(field);
  if (answer?.text === text) return show(field, answer.sentences);
  const abort = new AbortController();
  running.set(field, abort);
  try {
    const { scanAddress, scanNoun: noun, scanKey: key } = field.closest("[data-scan-address]").dataset;
    const response = await fetch(scanAddress, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": field.form.elements.csrfmiddlewaretoken.value,
      },
      body: JSON.stringify({ noun, key, [field.name]: text }),
      signal: abort.signal,
    });
    if (!response.ok) throw new Error(response.statusText);
    const { hits } = await response.json();
    answers.set(field, { text, sentences: hits[field.name] ?? [] });
    show(field, answers.get(field).sentences);
  } catch {
    if (!abort.signal.aborted) show(field, [SILENT]);
  }
}

for (const field of document.querySelectorAll(FIELDS)) {
  answers.set(field, { text: field.value, sentences: [] });
}

document.addEventListener("input", ({ target: field }) => {
  if (!field.matches(FIELDS)) return;
  clearTimeout(delays.get(field));
  delays.set(field, setTimeout(scan, DELAY, field));
});
