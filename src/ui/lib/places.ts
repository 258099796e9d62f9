/** Places as owners write them and as readers of English know them, which for most is their pinyin, too. */
const names: Readonly<Record<string, string>> = {
  北京: 'Beijing',
  上海: 'Shanghai',
  天津: 'Tianjin',
  重庆: 'Chongqing',
  广州: 'Guangzhou',
  深圳: 'Shenzhen',
  杭州: 'Hangzhou',
  南京: 'Nanjing',
  苏州: 'Suzhou',
  无锡: 'Wuxi',
  宁波: 'Ningbo',
  成都: 'Chengdu',
  武汉: 'Wuhan',
  长沙: 'Changsha',
  西安: "Xi'an",
  郑州: 'Zhengzhou',
  济南: 'Jinan',
  青岛: 'Qingdao',
  大连: 'Dalian',
  沈阳: 'Shenyang',
  哈尔滨: 'Harbin',
  长春: 'Changchun',
  石家庄: 'Shijiazhuang',
  太原: 'Taiyuan',
  合肥: 'Hefei',
  福州: 'Fuzhou',
  厦门: 'Xiamen',
  泉州: 'Quanzhou',
  南昌: 'Nanchang',
  南宁: 'Nanning',
  昆明: 'Kunming',
  贵阳: 'Guiyang',
  海口: 'Haikou',
  兰州: 'Lanzhou',
  银川: 'Yinchuan',
  西宁: 'Xining',
  呼和浩特: 'Hohhot',
  乌鲁木齐: 'Urumqi',
  拉萨: 'Lhasa',
  东莞: 'Dongguan',
  佛山: 'Foshan',
  珠海: 'Zhuhai',
  温州: 'Wenzhou',
  常州: 'Changzhou',
  徐州: 'Xuzhou',
  扬州: 'Yangzhou',
  宿迁: 'Suqian',
  镇江: 'Zhenjiang',
  洛阳: 'Luoyang',
  宜昌: 'Yichang',
  十堰: 'Shiyan',
  绍兴: 'Shaoxing',
  台州: 'Taizhou',
  香港: 'Hong Kong',
  澳门: 'Macao',
  台湾: 'Taiwan',
  台北: 'Taipei',
  日本: 'Japan',
  东京: 'Tokyo',
  大阪: 'Osaka',
  韩国: 'Korea',
  首尔: 'Seoul',
  新加坡: 'Singapore',
  美国: 'United States',
  洛杉矶: 'Los Angeles',
  圣何塞: 'San Jose',
  纽约: 'New York',
  西雅图: 'Seattle',
  德国: 'Germany',
  法兰克福: 'Frankfurt',
  英国: 'United Kingdom',
  伦敦: 'London',
  法国: 'France',
  巴黎: 'Paris',
  荷兰: 'Netherlands',
  阿姆斯特丹: 'Amsterdam',
  俄罗斯: 'Russia',
  莫斯科: 'Moscow',
  悉尼: 'Sydney',
  曼谷: 'Bangkok',
  吉隆坡: 'Kuala Lumpur',
  马来西亚: 'Malaysia',
  越南: 'Vietnam',
  加拿大: 'Canada',
}

const known = new RegExp(
  Object.keys(names)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'g',
)

/** A place as readers of English know it; what is not in the table stays as it is. */
export function englishPlace(text: string): string {
  return text
    .replace(known, (name) => `${names[name] ?? name} `)
    .replace(/\s+/g, ' ')
    .trim()
}

/** What a text can be found by beside itself: its places in Latin letters, with and without blanks. */
export function latinPlaces(text: string): string {
  const found = (text.match(known) ?? []).map((name) => names[name] ?? '')
  return found.flatMap((name) => [name, name.replace(/[^a-z]/gi, '')]).join(' ')
}
