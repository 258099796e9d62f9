/** Texts of components that are drawn on demand: the status page does not load these at first. */
export const coreLater = {
  copyByHand: '浏览器不允许自动复制',
  copyByHandMore: '长按下面的文字复制，电脑上按 Ctrl+C。',
  copyText: '要复制的文字',
  notice: '公告',
  noticeClose: '关闭公告',
  noticeMore: '展开',
  noticeLess: '收起',
  noticeNew: '新公告',
  noticeDetails: '详情',
  tone_notice: '公告',
  tone_maintenance: '维护',
  tone_incident: '故障',
  serverFailed: '服务器出错了（{n}），请稍后再试',
} as const
