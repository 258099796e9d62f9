/** Texts of the star that marks a node. */
export const starWords = {
  star: '收藏',
  starOf: '收藏 {name}',
  starUnkept: '浏览器不允许保存，关闭页面后失效',
  starsFull: '最多收藏 {n} 个节点',
} as const
