import * as check from './check.ts'
import { exampleCheckOffline, exampleCheckOnline, examplePublicNode, exampleQueryNode } from './examples.ts'
import { NodeChecksAnswer } from './checks.ts'
import { LauncherAnswer } from './launcher.ts'
import { PublicAnswer, PublicNodeAnswer, StatsAnswer } from './public.ts'
import { QueryAnswer } from './query.ts'
import { SnapshotAnswer, SnapshotKeyAnswer } from './snapshot.ts'
import { ReportAnswer } from './report.ts'
import type { DocsOf } from './route-docs.ts'
import type { publicRoutes } from './routes-public.ts'

const generatedAt = '2026-11-22T06:00:00.000Z'

export const publicDocs = {
  report: {
    tag: 'public',
    summary: { zh: '节点上报', en: 'Submit a report of a node' },
    answer: ReportAnswer,
    errors: ['node_not_found', 'report_token_invalid', 'node_expired', 'rate_limited'],
    example: {
      body: {
        node_name: 'my-node',
        email: 'user@example.com',
        token: 'your-report-token',
        current_bandwidth: 50.5,
        reported_traffic: 0.5,
        connection_count: 5,
        status: 'online',
      },
      answer: {
        message: '上报成功',
        used_traffic: 50.7,
        max_traffic: 1000,
        reset_date: '2025-12-04T00:00:00.000Z',
        next_report_seconds: 300,
        node_id: 1,
      },
    },
  },
  query: {
    tag: 'public',
    summary: { zh: '查询节点(智能负载均衡)', en: 'Find the best nodes' },
    answer: QueryAnswer,
    errors: ['view_rebuilding'],
    example: {
      body: { region: 'domestic', priority: 'traffic', relay_only: false },
      answer: { nodes: [exampleQueryNode], candidates: 1 },
    },
  },
  queryGet: {
    tag: 'public',
    summary: { zh: '查询节点(GET)', en: 'Find the best nodes (GET)' },
    answer: QueryAnswer,
    errors: ['view_rebuilding'],
    example: { query: { region: 'domestic' }, answer: { nodes: [exampleQueryNode], candidates: 1 } },
  },
  publicNodes: {
    tag: 'public',
    summary: { zh: '获取公开节点列表', en: 'Public list of nodes' },
    answer: PublicAnswer,
    errors: ['view_rebuilding'],
    example: { answer: { nodes: [examplePublicNode], total: 1, generated_at: generatedAt } },
  },
  publicNode: {
    tag: 'public',
    summary: { zh: '获取公开节点详情与历史', en: 'One public node with its history' },
    answer: PublicNodeAnswer,
    errors: ['node_not_found', 'view_rebuilding'],
    example: {
      params: { id: '1' },
      answer: {
        generated_at: generatedAt,
        node: { ...examplePublicNode, maintenance_until: null },
        slots: {
          start: '2026-11-21T06:00:00.000Z',
          step_s: 600,
          status: ['up', null],
          latency_ms: [32, null],
          bandwidth: [50.5, null],
          connections: [5, null],
        },
        uptime: { h24: 100, d7: 99.9, d30: 99.97, d90: 99.97 },
        traffic: {
          period_start: '2026-11-04T00:00:00.000Z',
          period_end: '2026-12-04T00:00:00.000Z',
          daily: [{ date: '2026-11-04', gb: 50.2 }],
        },
        events: [{ at: '2026-11-21T15:10:00.000Z', state: 'up', duration_s: null }],
      },
    },
  },
  nodeChecks: {
    tag: 'public',
    summary: {
      zh: '各检测点对一个节点的检测结果与历史',
      en: 'What each place found of one node, with its history',
    },
    answer: NodeChecksAnswer,
    errors: ['node_not_found'],
    example: {
      params: { id: '1' },
      answer: {
        generated_at: generatedAt,
        reports: { state: 'online', at: '2026-11-22T05:58:00.000Z' },
        slots_start: '2026-11-21T06:00:00.000Z',
        step_s: 600,
        places: [
          {
            id: 'k3x09a',
            name: '广州 电信',
            newest: {
              verdict: 'failed',
              code: 'refused',
              since: '2026-11-22T05:40:00.000Z',
              at: '2026-11-22T05:57:00.000Z',
              latency_ms: -1,
            },
            slots: { latency_ms: [32, null], reached: [1, 0] },
            days: { latency_ms: [32, 33.5], reached: [1, 0.986] },
          },
        ],
      },
    },
  },
  stats: {
    tag: 'public',
    summary: { zh: '获取统计信息', en: 'Totals and the last 24 hours' },
    answer: StatsAnswer,
    errors: ['view_rebuilding'],
    example: {
      answer: {
        total_nodes: 100,
        online_nodes: 80,
        domestic_nodes: 60,
        overseas_nodes: 40,
        total_bandwidth: 10000.5,
        connection_count_total: 500,
        max_connections_total: 10000,
        current_bandwidth_total: 1940,
        tier_bandwidth_total: 10000.5,
        max_bandwidth_total: 100000,
        generated_at: generatedAt,
        history: {
          start: '2026-11-21T06:00:00.000Z',
          step_s: 600,
          online_nodes: [80, null],
          connections: [500, null],
          bandwidth: [1940, null],
          tierband: [10000.5, null],
        },
        days: [99.97, null],
      },
    },
  },
  launcherNodes: {
    tag: 'public',
    summary: {
      zh: '供启动器读取的节点列表（最多 6 个，五分钟内所有人相同）',
      en: 'List for launchers: at most six nodes, the same for everybody for five minutes',
    },
    answer: LauncherAnswer,
    errors: ['view_rebuilding'],
    example: {
      query: { region: 'domestic' },
      answer: [{ url: 'https://nodes.example.org/node/1?limit=1', region: 'CN' }],
    },
  },
  snapshot: {
    tag: 'public',
    summary: {
      zh: '带签名的节点快照（24 小时有效），供镜像与本站不可用时使用',
      en: 'Signed snapshot of the nodes, good for 24 hours: for mirrors and for when the site is away',
    },
    answer: SnapshotAnswer,
    errors: ['view_rebuilding', 'jwt_secret_unset'],
    example: {
      answer: {
        payload: '{"v":1,"site":"https://nodes.example.org","nodes":[]}',
        signature: 'AAAA',
        public_key: 'AAAA',
      },
    },
  },
  snapshotKey: {
    tag: 'public',
    summary: {
      zh: '快照的公钥(也在 /.well-known/easytier-nodes.json)',
      en: 'The public key of snapshots (also at /.well-known/easytier-nodes.json)',
    },
    answer: SnapshotKeyAnswer,
    errors: ['jwt_secret_unset'],
    example: {
      answer: {
        v: 1,
        algorithm: 'Ed25519',
        public_key: 'AAAA',
        snapshot: 'https://nodes.example.org/api/snapshot',
      },
    },
  },
  check: {
    tag: 'edgeone',
    summary: { zh: '单节点在线检测', en: 'Check one node' },
    answer: check.CheckResult,
    errors: ['unsupported_protocol', 'missing_field', 'rate_limited'],
    example: {
      query: { server: 'tcp://1.2.3.4:11010', network_name: 'MyNetwork', network_secret: 'MyPassword' },
      answer: exampleCheckOnline,
    },
  },
  checkPost: {
    tag: 'edgeone',
    summary: {
      zh: '单节点在线检测(密码不进日志)',
      en: 'Check one node, with the secret kept out of the URL',
    },
    answer: check.CheckResult,
    errors: ['unsupported_protocol', 'missing_field', 'rate_limited'],
    example: {
      body: { server: 'tcp://1.2.3.4:11010', network_name: 'MyNetwork', network_secret: 'MyPassword' },
      answer: exampleCheckOffline,
    },
  },
  batchCheck: {
    tag: 'edgeone',
    summary: { zh: '批量节点在线检测', en: 'Check up to 20 nodes' },
    answer: check.BatchCheckAnswer,
    errors: ['batch_size', 'missing_field', 'rate_limited'],
    example: {
      body: {
        nodes: [
          { server: 'tcp://1.2.3.4:11010', network_name: 'MyNetwork', network_secret: 'MyPassword' },
          { server: 'ws://5.6.7.8:11011', network_name: 'TestNetwork', network_secret: 'TestPassword' },
        ],
      },
      answer: { results: [exampleCheckOnline, exampleCheckOffline] },
    },
  },
  checkHealth: {
    tag: 'edgeone',
    summary: { zh: '云函数健康状态', en: "The checker's health" },
    answer: check.CheckHealthAnswer,
    errors: [],
    example: {
      answer: {
        status: 'ok',
        service: 'edgeone-check',
        mode: 'remote',
        timestamp: '2026-05-08T09:00:00.000Z',
      },
    },
  },
} as const satisfies DocsOf<typeof publicRoutes>
