import type { SnapshotContent } from '../../contract/snapshot.ts'

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function html(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (letter) => escapes[letter] ?? '')
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}' +
  'table{border-collapse:collapse;width:100%}th,td{padding:.4rem .6rem;text-align:left;border-bottom:1px solid #8886}' +
  '.wide{overflow-x:auto}'

/** The status page of a copy: without scripts, everything is in it. Names are other people's and are escaped. */
export function mirrorPage(
  { site, site_name, generated_at, valid_until, nodes }: SnapshotContent,
  peers: number,
): string {
  const rows = nodes.map((node) => {
    const cells = [
      html(node.node_name),
      node.region_type === 'domestic' ? '国内 / mainland China' : '海外 / elsewhere',
      html(node.protocols.join(', ')),
      `${node.connection_count} / ${node.max_connections === 0 ? '∞' : node.max_connections}`,
      node.latency_ms < 0 ? '–' : `${Math.round(node.latency_ms)} ms`,
      node.addresses.map((address) => `<code>${html(address)}</code>`).join('<br>') || '–',
    ]
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  })
  const heads = [
    '节点 / Node',
    '地区 / Region',
    '协议 / Protocols',
    '连接 / Peers',
    '延迟 / Latency',
    '地址 / Addresses',
  ]
  const peerLine = peers === 0 ? '' : `<p>EasyTier: <code>-p</code> <a href="peer">peer</a> (${peers})</p>`
  return `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(site_name)}</title>
<style>${style}</style>
<h1>${html(site_name)}</h1>
<p>只读镜像 / Read-only copy of <a href="${html(site)}">${html(site)}</a>,
<time datetime="${html(generated_at)}">${html(generated_at)}</time>,
有效至 / good until <time datetime="${html(valid_until)}">${html(valid_until)}</time></p>
${peerLine}
<div class="wide" tabindex="0">
<table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</div>
</html>
`
}
