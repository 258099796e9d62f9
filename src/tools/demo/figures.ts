import { hourMs, minuteMs, zoneMs } from '../../contract/time.ts'
import type { SampleNode } from './sample-node.ts'

const stepMs = 10 * minuteMs

export type SampleFigures = {
  readonly bandwidth: number
  readonly connections: number
  readonly latency: number
  /** Share of the traffic: proportional to it in any unit. */
  readonly weight: number
}

/** A number in [-1, 1) that depends on its arguments alone. */
function noiseAt(seed: number, step: number): number {
  let mixed = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(step, 0xc2b2_ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b_3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a_2d39)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2_147_483_648 - 1
}

/** Slow changes over hours with quick ones of a slot on top. */
function wander(seed: number, atMs: number): number {
  const hours = atMs / (3 * hourMs)
  const [from, share] = [Math.floor(hours), hours - Math.floor(hours)]
  const slow = noiseAt(seed, from) * (1 - share) + noiseAt(seed, from + 1) * share
  return 0.6 * slow + 0.4 * noiseAt(seed + 1, Math.floor(atMs / stepMs))
}

/** How busy the hour is, 0 to 1: least at five in the morning, most at nine in the evening (UTC+8). */
function busyAt(atMs: number): number {
  const hour = ((atMs + zoneMs) / hourMs) % 24
  const rise = hour < 5 ? (hour + 3) / 8 : hour < 21 ? (hour - 5) / 16 : (hour - 21) / 8
  return (1 + (hour >= 5 && hour < 21 ? -1 : 1) * Math.cos(Math.PI * Math.min(1, rise))) / 2
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

/** Figures of a node at an instant. They come to what the sample says at `nowMs` and hover there afterwards. */
export function figuresAt(node: SampleNode, seed: number, nowMs: number, atMs: number): SampleFigures {
  const nearNow = clamp((nowMs - atMs) / hourMs, 0, 1)
  // The busiest hour stays below what is shared, so that a day is a curve and no plateau.
  const rise = (0.86 * node.tier) / Math.max(1, node.bandwidth) - 1
  const swing = clamp(rise / Math.max(0.05, 1 - busyAt(nowMs)), 0.15, 0.8)
  const daily = swing * clamp(2 * nearNow - 0.3, 0, 1) * (busyAt(Math.min(atMs, nowMs)) - busyAt(nowMs))
  const load = Math.max(0.12, 1 + daily + 0.16 * clamp(nearNow - 0.05, 0, 1) * wander(seed, atMs))
  const slow = noiseAt(seed + 7, Math.floor(atMs / (11 * hourMs))) > 0.85 ? 1.6 : 1
  return {
    bandwidth:
      Math.round(clamp(node.bandwidth * load, 0, Math.max(node.bandwidth, 0.9 * node.tier)) * 10) / 10,
    connections: clamp(Math.round(node.connections * (1 + 0.6 * (load - 1))), 0, node.connectionsMax),
    latency:
      Math.round(
        node.latency *
          (nearNow < 0.5 ? 1 : slow) *
          (1 + 0.12 * clamp(nearNow - 0.05, 0, 1) * wander(seed + 3, atMs)) *
          10,
      ) / 10,
    weight: load,
  }
}
