import type { messages as source } from '../zh-CN/share.ts'
import { coreLater } from './core-later.ts'
import { core } from './core.ts'

export const messages: Readonly<Record<keyof typeof source, string>> = {
  ...core,
  ...coreLater,
  head: 'Share a node',
  lead: 'With one machine that has a public address, three steps let others use it. Pause or remove it whenever you like.',
  step1: 'A machine',
  step1Body:
    'It needs a public IPv4 or IPv6 address and one open port; one core and 256 MB of memory are plenty. Hole punching alone takes almost no traffic; relaying takes what you allow.',
  step1Code:
    'With EasyTier installed, start it like this (name and secret are yours; it forwards other networks without letting them into yours):',
  step1Port: 'Open port 11010 for TCP and UDP in the firewall.',
  step2: 'Add the node',
  step2Body:
    'Create an account, confirm your e-mail address, then fill in name, region, one address and the bandwidth of the line. Everything else can wait.',
  step2Limits:
    'You set the limits. When peers or traffic reach theirs, no new users are sent here; when bandwidth is tight, fewer are. People already connected stay connected.',
  step2Private:
    'Addresses are not listed; they are handed out on demand. The form has a switch to publish them.',
  step2Button: 'Add a node',
  step3: 'Run the reporter',
  step3Body:
    'You get one command to paste and run once on the node (Linux, OpenWrt, Alpine). It reads the counters of the network card and the output of easytier\u2011cli, and reports bandwidth, traffic and peers every few minutes. It sends nothing else.',
  step3Look: 'Read the script first',
  step3Done: 'The node turns to online by itself with its first report.',
  guideBody:
    'Debian, Alpine, OpenWrt, Docker, machines without root, every field that is sent, troubleshooting, and how to leave:',
  guide: 'the operators’ guide',
  useBody: 'To use nodes, or to write a launcher:',
  use: 'using nodes from EasyTier and launchers',
  faq: 'Questions',
  q1: 'Can strangers get into my network?',
  a1: 'No. EasyTier tells networks apart by name and secret; a public node only introduces and forwards other networks and can neither see nor decrypt what is inside.',
  q2: 'What happens when the traffic is used up?',
  a2: 'At 100% no new users are sent to the node until the reset date. To be safer still, choose “hole punching only”.',
  q3: 'How do I pause or leave?',
  a3: 'Pause the node under “My nodes”: it leaves the list and keeps its history. Deleting it removes history and token too. sh reporter.sh uninstall removes the reporter.',
}
