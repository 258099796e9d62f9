/** Addresses by which a place knows that it is well: parted by spaces, a few. */
const addressesMax = 4
const address = /^(?:tcp|udp|ws|wss):\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/** The addresses in the setting's text, in their order. */
export function controlAddresses(text: string): string[] {
  return text.split(/\s+/).filter((part) => part !== '')
}

/** Whether a text holds nothing but such addresses, four at most. */
export function areControlAddresses(text: string): boolean {
  const parts = controlAddresses(text)
  return parts.length <= addressesMax && parts.every((part) => address.test(part))
}
