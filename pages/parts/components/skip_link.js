// Streamlit's menu comes first, with a stop of the Tab key for every page.

const TARGET = "page"

export default function ({ data }) {
  const main = document.querySelector(".stMain")
  if (!main) return
  main.id = TARGET
  // It stays for as long as the tab: whatever is drawn anew lies beside it.
  const link = document.querySelector(".skip_link") ?? createLink()
  link.textContent = data.label
}

function createLink() {
  const link = document.createElement("a")
  link.className = "skip_link"
  link.href = `#${TARGET}`
  link.addEventListener("click", (event) => {
    // The address is the page's own.
    event.preventDefault()
    const main = document.getElementById(TARGET)
    main.tabIndex = -1
    main.focus()
  })
  document.body.prepend(link)
  return link
}
