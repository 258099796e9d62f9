import { type JSX, render } from 'preact'

/**
 * Puts something over the page, outside of whatever asked for it, so that neither layout nor style of that place
 * reaches it. `draw` gets the function that takes it away.
 */
export function showOver(draw: (close: () => void) => JSX.Element): void {
  const host = document.createElement('div')
  document.body.append(host)
  const close = (): void => {
    render(null, host)
    host.remove()
  }
  render(draw(close), host)
}
