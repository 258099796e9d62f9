/** Spellings of forbidden targets: every way that some parser somewhere reads as an inward address. */

/** One or more of each range that is no public unicast space (IANA special-purpose registry). */
const forbidden4 = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '127.0.0.1',
  '127.8.9.10',
  '168.63.129.16',
  '169.254.0.23',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.254',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.255.255',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
]

const forbidden6 = [
  '::',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  'fe80::1',
  'fe80::1%eth0',
  'fe80::1%25eth0',
  '::1%lo',
  'febf::1',
  'fec0::1',
  'fc00::1',
  'fd00:ec2::254',
  'fdff:ffff::1',
  'ff02::1',
  'ff0e::1',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002::1',
  '3ffe::1',
  '3fff::1',
  '4000::1',
  '5f00::1',
  '64:ff9b:1::1',
  '8000::1',
  '::ffff:0:127.0.0.1',
]

/** Ways to write one IPv4 address, as hosts of a URL (IPv6 in brackets). */
function spellings4(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  const number = ((a * 256 + b) * 256 + c) * 256 + d
  const hex = (n: number): string => n.toString(16)
  const octal = (n: number): string => `0${n.toString(8)}`
  const high = hex(a * 256 + b)
  const low = hex(c * 256 + d)
  const flipped = `${hex((a * 256 + b) ^ 0xffff)}:${hex((c * 256 + d) ^ 0xffff)}`
  return [
    address,
    `${address}.`,
    String(number),
    `0x${hex(number)}`,
    `0X${hex(number).toUpperCase()}`,
    octal(number),
    `${a}.${(b * 256 + c) * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `0x${hex(a)}.0x${hex(b)}.0x${hex(c)}.0x${hex(d)}`,
    `${octal(a)}.${octal(b)}.${octal(c)}.${octal(d)}`,
    `${octal(a)}.0x${hex(b)}.${c}.${d}`,
    `0x${hex(a)}.${(b * 256 + c) * 256 + d}`,
    `000${octal(a)}.${b}.${c}.${d}`,
    address.replaceAll('.', '。'),
    address.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    address.replaceAll(/\d/g, (digit) => `%3${digit}`),
    `[::ffff:${address}]`,
    `[::FFFF:${high}:${low}]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[::${address}]`,
    `[::${high}:${low}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b::${high}:${low}]`,
    `[64:ff9b:1::${address}]`,
    `[2002:${high}:${low}::1]`,
    `[2001:0:4136:e378:8000:63bf:${flipped}]`,
    `[fe80::5efe:${address}]`,
  ]
}

/** Hosts that must be refused before a packet leaves. */
export const forbiddenHosts: readonly string[] = [
  ...new Set([...forbidden4.flatMap(spellings4), ...forbidden6.map((address) => `[${address}]`)]),
]

/** What a resolver may say about a name that points inwards. */
export const forbiddenAnswers: readonly string[] = [
  ...forbidden4,
  ...forbidden6,
  ...forbidden4.map((address) => `::ffff:${address}`),
]

/** Addresses on the Internet, many of them next to a forbidden block. */
export const publicAddresses: readonly string[] = [
  '1.0.0.1',
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '114.114.114.114',
  '119.29.29.29',
  '126.255.255.255',
  '128.0.0.1',
  '168.63.129.15',
  '169.253.255.255',
  '169.255.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '191.255.255.255',
  '192.0.1.1',
  '192.0.3.1',
  '192.88.98.1',
  '192.167.255.255',
  '192.169.0.1',
  '198.17.255.255',
  '198.20.0.1',
  '198.51.99.255',
  '203.0.112.1',
  '203.0.114.1',
  '223.5.5.5',
  '223.255.255.255',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2400:3200::1',
  '2402:4e00::',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2c0f:fb50::1',
]
