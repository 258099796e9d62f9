import { Message } from './auth.ts'
import * as places from './places.ts'
import type { DocsOf } from './route-docs.ts'
import type { placeRoutes } from './routes-places.ts'

const place = {
  id: 'd3x09a',
  name: '广州 电信',
  trusted: 0,
  region_type: 'domestic',
  created_at: '2026-11-04T08:00:00.000Z',
  last_seen_at: '2026-11-22T05:58:00.000Z',
  version: '0.2.0',
  checks: 240,
  failures: 3,
  doubtful: false,
}

export const placeDocs = {
  listPlaces: {
    tag: 'system',
    summary: { zh: '检测点，存疑的在前', en: 'Places that check nodes, doubtful ones first' },
    answer: places.PlacesAnswer,
    errors: [],
    example: { answer: { places: [place], limit: 50 } },
  },
  createPlace: {
    tag: 'system',
    summary: { zh: '添加检测点，密钥只显示一次', en: 'Add a place; its key is shown this once' },
    answer: places.PlaceCreatedAnswer,
    errors: ['place_limit', 'super_admin_required', 'step_up_required'],
    example: {
      body: { name: '广州 电信', region_type: 'domestic' },
      answer: { message: '检测点已添加', place, key: 'etp_d3x09a_00000000000000000000000000000000' },
    },
  },
  revokePlace: {
    tag: 'system',
    summary: { zh: '吊销检测点的密钥', en: 'Revoke the key of a place' },
    answer: Message,
    errors: ['place_not_found'],
    example: { params: { id: 'd3x09a' }, answer: { message: '密钥已吊销' } },
  },
  proberWork: {
    tag: 'system',
    summary: {
      zh: '检测点的任务(Authorization: Bearer etp_…)',
      en: 'What a place has to check (Authorization: Bearer etp_…)',
    },
    answer: places.ProberWorkAnswer,
    errors: ['view_rebuilding'],
    example: {
      answer: {
        place: { id: 'd3x09a', name: '广州 电信' },
        checks_per_minute: 40,
        network_name: 'easytier-node-check',
        nodes: [{ id: 1, urls: ['tcp://1.2.3.4:8080'] }],
      },
    },
  },
  proberResults: {
    tag: 'system',
    summary: {
      zh: '提交检测结果，一次最多 200 条，重复提交无妨',
      en: 'What a place found, at most 200 a call; the same again does no harm',
    },
    answer: places.ProberResultsAnswer,
    errors: ['view_rebuilding'],
    example: {
      body: {
        version: '0.2.0',
        results: [
          {
            node: 1,
            url: 'tcp://1.2.3.4:8080',
            check_time: '2026-11-22T05:58:00.000Z',
            is_online: true,
            code: 'ok',
            latency_ms: 12.5,
            connection_count: 5,
            easytier_version: '2.6.4',
          },
        ],
      },
      answer: { kept: 1 },
    },
  },
} as const satisfies DocsOf<typeof placeRoutes>
