import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Freshness } from '#libs/projections';
import { Answer, closed, described, Endpoint, query, type Call, type Result } from '#libs/http';
import type { Position } from '#libs/event-store';
import { DomainError } from '#libs/kernel';
import {
  checkpointAt,
  latestCheckpoint,
  proofText,
  RegisterTree,
  Signer,
  type Witnessed,
} from '#libs/register';
import { Audits } from '#libs/features/audits';
import { Signings } from '#libs/features/signing';
import { breaks, hashText, HashText, size, SizeText, within } from './sizes';

const tag = 'proofs';
const roles = ['privacy-officer', 'auditor'] as const;
const problems = ['projection-behind', 'beyond-the-register'] as const;
const proof = Type.Array(HashText);

const head = query('/v1/register/tree', {
  tag,
  summary: 'Read the size and root of the tree',
  description: 'RFC 9162 section 2.1, of all entries or of the first `size` of them.',
  roles,
  query: closed({ size: size('Of the tree of so many entries, instead of all.') }),
  position: true,
  response: Type.Object({ size: SizeText, root: HashText }, { $id: 'TreeHead' }),
  problems,
});
const inclusion = query('/v1/register/:n/proof', {
  tag,
  summary: 'Prove that an entry is in the register',
  description: 'RFC 9162 section 2.1.3: from the leaf’s sibling up.',
  roles,
  params: { n: /^(0|[1-9][0-9]{0,18})$/ },
  query: closed({ size: size('Of the tree of so many entries, instead of all.') }),
  position: true,
  response: Type.Object(
    { n: SizeText, size: SizeText, leafHash: HashText, root: HashText, proof },
    { $id: 'InclusionProof' },
  ),
  problems,
});
const tlogProof = query('/v1/register/:n/tlog-proof', {
  tag,
  summary: 'Prove that an entry is in the register, as a text with a checkpoint',
  description:
    'C2SP tlog-proof: of the newest checkpoint that has the entry, or of the one of `size`; one is signed where none has it yet.',
  roles,
  params: { n: /^(0|[1-9][0-9]{0,18})$/ },
  query: closed({ size: size('Of the checkpoint of so many entries, instead of the newest.') }),
  position: true,
  response: { 'text/plain': null },
  problems: [...problems, 'not-signing', 'signer-elsewhere', 'signing-key-missing', 'register-forked'],
});
const consistency = query('/v1/register/consistency', {
  tag,
  summary: 'Prove that the register only grew',
  description:
    'RFC 9162 section 2.1.4. Empty for equal sizes, and from the empty tree, which every tree goes on from.',
  roles,
  query: closed({
    from: described(SizeText, 'Size of the earlier tree.'),
    to: described(SizeText, 'Size of the later one.'),
  }),
  position: true,
  response: Type.Object(
    { from: SizeText, to: SizeText, fromRoot: HashText, toRoot: HashText, proof },
    { $id: 'ConsistencyProof' },
  ),
  problems,
});

/** What the register is proved by (Art. 5(2)). Each answer is a look, and makes an entry after what it says. */
@Controller()
export class ProofsController {
  private readonly tree: RegisterTree;

  constructor(
    private readonly db: Pool,
    private readonly freshness: Freshness,
    private readonly audits: Audits,
    private readonly signer: Signer,
    private readonly signings: Signings,
  ) {
    this.tree = new RegisterTree(db);
  }

  @Endpoint(head)
  async head({ query: asked, position, context }: Call<typeof head>): Promise<Result<typeof head>> {
    await this.reached(position, asked.size);
    const now = await this.tree.size();
    const size = asked.size === undefined ? now : within(asked.size, now);
    await this.audits.look('tree', { size }, context);
    return { size: String(size), root: hashText(await this.tree.root(size)) };
  }

  @Endpoint(inclusion)
  async inclusion(call: Call<typeof inclusion>): Promise<Result<typeof inclusion>> {
    const { params, query: asked, position, context } = call;
    await this.reached(position, asked.size);
    const { n, size } = await this.asked(params.n, asked.size);
    await this.audits.look('inclusion', { n, size }, context);
    const { leaf, root, proof: path } = await this.tree.inclusion(n, size);
    return {
      n: String(n),
      size: String(size),
      leafHash: hashText(leaf),
      root: hashText(root),
      proof: path.map(hashText),
    };
  }

  @Endpoint(tlogProof)
  async tlogProof(call: Call<typeof tlogProof>): Promise<Result<typeof tlogProof>> {
    const { params, query: asked, position, context } = call;
    await this.reached(position, asked.size);
    const { n } = await this.asked(params.n, asked.size);
    const { size, witnessed } = await this.checkpoint(n, asked.size);
    await this.audits.look('inclusion', { n, size }, context);
    const { proof: path } = await this.tree.inclusion(n, size);
    return new Answer(proofText(n, path, witnessed), { type: 'text/plain; charset=utf-8' });
  }

  @Endpoint(consistency)
  async consistency(call: Call<typeof consistency>): Promise<Result<typeof consistency>> {
    const { query: asked, position, context } = call;
    await this.reached(position, asked.to);
    const now = await this.tree.size();
    const to = within(asked.to, now);
    const from = within(asked.from, now);
    if (from > to) throw breaks('from', 'at-most-to');
    await this.audits.look('consistency', { from, to }, context);
    const { fromRoot, toRoot, proof: path } = await this.tree.consistency(from, to);
    return {
      from: String(from),
      to: String(to),
      fromRoot: hashText(fromRoot),
      toRoot: hashText(toRoot),
      proof: path.map(hashText),
    };
  }

  /** The tree of a size that there is stays as it is; any other is asked of all that the log holds. @throws DomainError projection-behind */
  private async reached(position: Position | undefined, size: string | undefined): Promise<void> {
    const there = position === undefined && size !== undefined && BigInt(size) <= (await this.tree.size());
    if (!there) await this.freshness.of('register', position);
  }

  /** The entry that is asked for, and the size of the tree. @throws DomainError beyond-the-register */
  private async asked(number: string, of: string | undefined): Promise<{ n: bigint; size: bigint }> {
    const now = await this.tree.size();
    const size = of === undefined ? now : within(of, now);
    const n = within(number, now);
    if (n < size) return { n, size };
    if (of === undefined) within(String(n + 1n), now);
    throw breaks('size', 'above-n');
  }

  /** The checkpoint of a size, or the newest that has entry `n`. @throws DomainError not-signing, not-found */
  private async checkpoint(n: bigint, size: string | undefined): Promise<Witnessed> {
    const origin = (await this.signings.state()).origins.at(-1);
    if (origin === undefined) throw new DomainError('not-signing');
    const found = await (size === undefined
      ? latestCheckpoint(this.db, origin)
      : checkpointAt(this.db, origin, BigInt(size)));
    if (found && found.size > n) return found;
    if (size !== undefined) throw new DomainError('not-found');
    return this.signer.sign();
  }
}
