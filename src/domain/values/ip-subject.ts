/**
 * An IP as it is counted: IPv4 whole, IPv6 by its /56. A line is given that much (RFC 6177), and who has 256 networks
 * of /64 is one caller still.
 */
export function ipSubject(ip: string): string {
  if (!ip.includes(':')) return ip
  if (ip.includes('.')) return ip.slice(ip.lastIndexOf(':') + 1)
  const [head = '', tail] = ip.toLowerCase().split('::')
  const left = head.split(':').filter((group) => group !== '')
  const right = (tail ?? '').split(':').filter((group) => group !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = [...left, ...(tail === undefined ? [] : zeros), ...right]
  const [subnet = '0'] = groups.slice(3, 4)
  return [...groups.slice(0, 3), subnet.padStart(4, '0').slice(0, 2)]
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
