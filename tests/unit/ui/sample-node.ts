import { examplePublicNode } from '../../../src/contract/examples.ts'
import * as v from 'valibot'
import { PublicNode } from '../../../src/contract/public.ts'

/** A public node of the contract's example, changed as told. */
export const sampleNode = (change: Partial<PublicNode> = {}): PublicNode => ({
  ...v.parse(PublicNode, examplePublicNode),
  ...change,
})
