/** Whether no run goes on: what a component says to the server during one can be lost. */
const isAtRest = () =>
  document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning"
