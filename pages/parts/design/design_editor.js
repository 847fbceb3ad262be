// A network's layers as a table that is edited in place. The browser holds the list of layers and
// sends it as a code; the server answers with the same list and what follows from it.

const TYPING_DELAY = 400 // ms without a further key before a typed number is sent
const views = new WeakMap()

/** An option of a control as it is shown. */
const optionText = ({ labels, text }, option) => labels[option] ?? text.replaceAll("{}", option)

/** The design in the words of cnn/network/design_code.py. */
const codeOf = ({ blocks, data }) =>
  blocks.map((block) => data.kinds[block.kind].code.map((part) => partCode(part, block)).join("")).join("-")

function partCode({ letter, field, omitted, implied }, block) {
  if (field === null) return letter
  if (block[field] === omitted) return ""
  return implied === null ? letter + block[field] : letter
}

/** Where the maps become one row of numbers: the first layer that reads one, or makes one itself. */
function rowPlace({ blocks, data }) {
  const place = blocks.findIndex(({ kind }) => data.kinds[kind].reads === "row" || data.kinds[kind].gives_row)
  return place < 0 ? blocks.length : place
}

function component({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? create(parentElement, data)
  view.send = setTriggerValue
  view.unanswered = view.unanswered.filter(({ number }) => number > data.number)
  // An answer to an earlier edit must not take back a later one.
  if (data.number >= view.number && !view.timer) {
    view.number = data.number
    adopt(view, data)
  }
  return () => {
    clearTimeout(view.timer)
    views.delete(parentElement)
  }
}

function create(parentElement, data) {
  const find = (name) => parentElement.querySelector(`.${name}`)
  const view = { number: data.number, unanswered: [], blocks: [], rows: new Map(), nextId: 1, timer: 0, data }
  for (const name of ["editor", "body", "foot", "add", "undo"]) view[name] = find(name)
  // Kinds of one title share its button, which adds the first of them.
  const titles = new Set()
  for (const [kind, { title }] of Object.entries(data.kinds)) {
    if (titles.has(title)) continue
    titles.add(title)
    const button = make("button", { type: "button", textContent: title })
    button.title = `Add a ${title} layer`
    button.onclick = () => addBlock(view, kind)
    view.add.append(button)
  }
  view.undo.onclick = () => undo(view)
  views.set(parentElement, view)
  return view
}

/** Take over the server's list and its results, keeping the rows that are there. */
function adopt(view, data) {
  view.data = data
  const editable = data.rows.filter((row) => row.fields)
  view.blocks = editable.map((row, index) => {
    const old = view.blocks[index]
    const id = old && titleOf(view, old.kind) === titleOf(view, row.kind) ? old.id : view.nextId++
    row.id = id
    return { id, kind: row.kind, ...row.fields }
  })
  for (const row of data.rows) row.id ??= row.kind
  view.foot.replaceChildren(...data.foot.map((text) => make("p", { textContent: text })))
  view.undo.disabled = !data.can_undo
  view.editor.classList.remove("waiting")
  render(view)
}

const titleOf = (view, kind) => view.data.kinds[kind]?.title ?? ""

/** Bring the rows into the order of the blocks; what is being typed is left alone. */
function render(view) {
  const active = view.body.getRootNode().activeElement
  const results = new Map(view.data.rows.map((row) => [row.id, row]))
  const shown = view.blocks.map((block) => ({ ...block, result: results.get(block.id) }))
  const place = rowPlace(view)
  if (!(place < view.blocks.length && view.data.kinds[view.blocks[place].kind].gives_row)) {
    shown.splice(place, 0, { id: "flatten", kind: "flatten", result: results.get("flatten") })
  }
  shown.push({ id: "softmax", kind: "softmax", result: results.get("softmax") })
  const kept = new Set(shown.map(({ id }) => id))
  for (const [id, row] of view.rows) {
    if (kept.has(id)) continue
    row.element.remove()
    view.rows.delete(id)
  }
  shown.forEach((block, index) => {
    const row = view.rows.get(block.id) ?? createRow(view, block)
    if (view.body.children[index] !== row.element) {
      view.body.insertBefore(row.element, view.body.children[index] ?? null)
    }
    update(view, row, block)
  })
  for (const button of view.add.querySelectorAll("button")) {
    button.disabled = view.blocks.length >= view.data.most_layers
  }
  if (active && active !== view.body.getRootNode().activeElement && active.isConnected) active.focus()
}

function createRow(view, { id, kind }) {
  const cell = (name) => make("div", { className: name, role: "cell" })
  const element = make("div", { className: `row ${kind}`, role: "row" })
  const row = { element, controls: [] }
  for (const part of ["name", "fields", "output", "parameters", "sees", "tools"]) {
    element.append((row[part] = cell(part)))
  }
  for (const part of ["output", "parameters"]) {
    row[part].append((row[`${part}From`] = make("span", { className: "from" })))
    row[part].append((row[`${part}Is`] = make("span", { className: "is" })))
  }
  if (kind in view.data.kinds) {
    for (const control of view.data.kinds[kind].controls) addControl(view, row, id, control)
    row.up = addTool(row, "\u2191", "Move up", () => moveBlock(view, id, -1))
    row.down = addTool(row, "\u2193", "Move down", () => moveBlock(view, id, 1))
    row.remove = addTool(row, "\u00d7", "Remove", () => removeBlock(view, id))
    element.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
      if (!event.altKey || !step) return
      event.preventDefault()
      moveBlock(view, id, step)
    }
  }
  row.fields.append((row.fixed = make("span", { className: "fixed" })))
  row.fields.append((row.note = make("span", { className: "note" })))
  view.rows.set(id, row)
  return row
}

function addControl(view, row, id, { field, what, options, text, labels, low, high, unit }) {
  const input = options ? make("select", {}) : make("input", { type: "number", min: low, max: high, step: 1 })
  const control = { field, input, options, text, labels, what: what ?? unit }
  if (options) {
    input.onchange = () => {
      const chosen = control.options[input.selectedIndex]
      edit(view, id, field, chosen, 0)
    }
    row.fields.append(input)
  } else {
    input.inputMode = "numeric"
    input.title = `A whole number from ${low} to ${high}`
    input.oninput = () => {
      const typed = Number(input.value)
      const usable = input.value !== "" && Number.isInteger(typed) && low <= typed && typed <= high
      input.classList.toggle("unusable", !usable)
      if (usable) edit(view, id, field, typed, TYPING_DELAY)
    }
    // A handler that returned false would swallow the key.
    input.onkeydown = (event) => {
      if (event.key === "Enter") settle(view, input, id, control, low, high)
    }
    input.onblur = () => settle(view, input, id, control, low, high)
    row.fields.append(make("label", {}, input, unit))
  }
  row.controls.push(control)
}

/** The end of typing: a number outside the limits becomes the nearest one inside. */
function settle(view, input, id, { field }, low, high) {
  const block = view.blocks.find((candidate) => candidate.id === id)
  if (!block) return
  const typed = Math.round(Number(input.value))
  const value = input.value === "" || !Number.isFinite(typed) ? block[field] : Math.min(Math.max(typed, low), high)
  input.classList.remove("unusable")
  input.value = value
  if (value !== block[field]) edit(view, id, field, value, 0)
  else if (view.timer) submit(view)
}

function addTool(row, text, title, act) {
  const button = make("button", { type: "button", textContent: text, title })
  button.onclick = act
  row.tools.append(button)
  return button
}

function update(view, row, block) {
  const { result } = block
  const index = view.blocks.findIndex(({ id }) => id === block.id)
  const name = result?.name ?? titleOf(view, block.kind)
  row.name.replaceChildren(...breakable(name))
  for (const control of row.controls) {
    const { field, input } = control
    input.setAttribute("aria-label", `${name} ${control.what}`)
    if (control.options) fillOptions(control, block[field])
    else if (!isHalfTyped(input) && input.value !== String(block[field])) input.value = block[field]
  }
  row.fixed.textContent = result?.fixed ?? ""
  row.note.textContent = result?.note ?? ""
  row.element.classList.toggle("failing", Boolean(result?.problem))
  row.element.classList.toggle("unreached", Boolean(result?.unreached))
  row.outputFrom.textContent = result?.problem || result?.output_from || ""
  row.outputIs.textContent = result?.output ?? ""
  row.parametersFrom.textContent = result?.parameters_from ?? ""
  row.parametersIs.textContent = result?.parameters ?? ""
  row.sees.textContent = result?.sees ?? ""
  if (!row.up) return
  row.up.disabled = index === 0
  row.down.disabled = index === view.blocks.length - 1
  for (const tool of [row.up, row.down, row.remove]) tool.setAttribute("aria-label", `${tool.title} ${name}`)
}

/** What is typed and cannot be used yet, such as nothing, is left until the typing has ended. */
const isHalfTyped = (input) => input.matches(":focus") && input.classList.contains("unusable")

function fillOptions(control, value) {
  const { input } = control
  if (!control.options.includes(value)) control.options = [value, ...control.options]
  if (input.length !== control.options.length) {
    input.replaceChildren(...control.options.map((option) =>
      make("option", { textContent: optionText(control, option) })))
  }
  input.selectedIndex = control.options.indexOf(value)
}

function edit(view, id, field, value, delay) {
  view.blocks.find((block) => block.id === id)[field] = value
  clearTimeout(view.timer)
  view.timer = 0
  if (delay) view.timer = setTimeout(() => submit(view), delay)
  else submit(view)
}

/** What reads maps goes before they become a row, the others to the end. */
function addBlock(view, kind) {
  const { blocks, data } = view
  const { first, is_added_last } = data.kinds[kind]
  const alike = blocks.filter((block) => block.kind === kind).at(-1)
  const block = { ...first, ...alike, kind, id: view.nextId++ }
  blocks.splice(is_added_last ? blocks.length : rowPlace(view), 0, block)
  render(view)
  submit(view)
}

function moveBlock(view, id, step) {
  const { blocks } = view
  const from = blocks.findIndex((block) => block.id === id)
  const to = from + step
  if (to < 0 || to >= blocks.length) return
  blocks.splice(to, 0, ...blocks.splice(from, 1))
  render(view)
  const { up, down } = view.rows.get(id)
  // A button that is now disabled, and so hidden, leaves the focus to its neighbour.
  const active = view.body.getRootNode().activeElement
  if (up.disabled && [up, null].includes(active)) down.focus()
  if (down.disabled && [down, null].includes(active)) up.focus()
  submit(view)
}

function removeBlock(view, id) {
  const index = view.blocks.findIndex((block) => block.id === id)
  view.blocks.splice(index, 1)
  render(view)
  const next = view.blocks[Math.min(index, view.blocks.length - 1)]
  if (next) view.rows.get(next.id).remove.focus()
  else view.add.querySelector("button").focus()
  submit(view)
}

function submit(view) {
  clearTimeout(view.timer)
  view.timer = 0
  send(view, { code: codeOf(view) })
}

/** Take back the last change, and what is still being typed counts as one. */
function undo(view) {
  if (view.timer) submit(view)
  send(view, { undo: true })
}

/** All edits without an answer go out each time: while the server is busy, only the last arrives. */
function send(view, edit) {
  view.number += 1
  view.unanswered.push({ ...edit, number: view.number })
  view.editor.classList.add("waiting")
  view.send("edited", { edits: view.unanswered })
}

/** A name that may go on in a new line after each underscore. */
function breakable(name) {
  return name.split("_").flatMap((part, i) => (i ? ["_", make("wbr", {}), part] : [part]))
}

function make(tag, properties, ...children) {
  const { role, ...others } = properties
  const element = Object.assign(document.createElement(tag), others)
  if (role) element.setAttribute("role", role)
  element.append(...children)
  return element
}
