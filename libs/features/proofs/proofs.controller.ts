import { Controller } from '@nestjs/common';
import { Type } from '@sinclair/typebox';
import { Pool } from 'pg';
import { Freshness } from '#libs/projections';
import { closed, described, Endpoint, query, type Call, type Result } from '#libs/http';
import { RegisterTree } from '#libs/register';
import { Audits } from '#libs/features/audits';
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
    db: Pool,
    private readonly freshness: Freshness,
    private readonly audits: Audits,
  ) {
    this.tree = new RegisterTree(db);
  }

  @Endpoint(head)
  async head({ query: asked, position, context }: Call<typeof head>): Promise<Result<typeof head>> {
    await this.freshness.of('register', position);
    const now = await this.tree.size();
    const size = asked.size === undefined ? now : within(asked.size, now);
    await this.audits.look('tree', { size }, context);
    return { size: String(size), root: hashText(await this.tree.root(size)) };
  }

  @Endpoint(inclusion)
  async inclusion(call: Call<typeof inclusion>): Promise<Result<typeof inclusion>> {
    const { params, query: asked, position, context } = call;
    await this.freshness.of('register', position);
    const now = await this.tree.size();
    const size = asked.size === undefined ? now : within(asked.size, now);
    const n = within(params.n, now);
    if (n >= size) {
      if (asked.size === undefined) within(String(n + 1n), now);
      throw breaks('size', 'above-n');
    }
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

  @Endpoint(consistency)
  async consistency(call: Call<typeof consistency>): Promise<Result<typeof consistency>> {
    const { query: asked, position, context } = call;
    await this.freshness.of('register', position);
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
}
