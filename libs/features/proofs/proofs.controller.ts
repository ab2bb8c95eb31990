import { Controller } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Endpoint, query, type Call, type Result } from '#libs/http';
import { TreeQuery } from './asked-tree';
import { ConsistencyProof, ProveConsistency, ProveConsistencyQuery } from './queries/prove-consistency';
import { InclusionProof, ProveInclusion } from './queries/prove-inclusion';
import { ReadTree, TreeHead } from './queries/read-tree';
import { TlogProofQuery, WriteTlogProof } from './queries/write-tlog-proof';

const tag = 'proofs';
const roles = ['privacy-officer', 'auditor'] as const;
const problems = ['projection-behind', 'beyond-the-register'] as const;

const head = query('/v1/register/tree', {
  tag,
  summary: 'Read the size and root of the tree',
  description: 'RFC 9162 section 2.1, of all entries or of the first `size` of them.',
  roles,
  query: TreeQuery,
  position: true,
  response: TreeHead,
  problems,
});
const inclusion = query('/v1/register/:n/proof', {
  tag,
  summary: 'Prove that an entry is in the register',
  description: 'RFC 9162 section 2.1.3: from the leaf’s sibling up.',
  roles,
  params: { n: /^(0|[1-9][0-9]{0,18})$/ },
  query: TreeQuery,
  position: true,
  response: InclusionProof,
  problems,
});
const tlogProof = query('/v1/register/:n/tlog-proof', {
  tag,
  summary: 'Prove that an entry is in the register, as a text with a checkpoint',
  description:
    'C2SP tlog-proof: of the newest checkpoint that has the entry, or of the one of `size`; one is signed where none has it yet.',
  roles,
  params: { n: /^(0|[1-9][0-9]{0,18})$/ },
  query: TlogProofQuery,
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
  query: ProveConsistencyQuery,
  position: true,
  response: ConsistencyProof,
  problems,
});

/** What the register is proved by (Art. 5(2)). Each answer is a look, and makes an entry after what it says. */
@Controller()
export class ProofsController {
  constructor(private readonly queries: QueryBus) {}

  @Endpoint(head)
  async head({ query: { size }, position, context }: Call<typeof head>): Promise<Result<typeof head>> {
    return this.queries.execute(new ReadTree(size, position, context));
  }

  @Endpoint(inclusion)
  async inclusion(call: Call<typeof inclusion>): Promise<Result<typeof inclusion>> {
    const { params, query: asked, position, context } = call;
    return this.queries.execute(new ProveInclusion(params.n, asked.size, position, context));
  }

  @Endpoint(tlogProof)
  async tlogProof(call: Call<typeof tlogProof>): Promise<Result<typeof tlogProof>> {
    const { params, query: asked, position, context } = call;
    const proof = await this.queries.execute(new WriteTlogProof(params.n, asked.size, position, context));
    return new Answer(proof, { type: 'text/plain; charset=utf-8' });
  }

  @Endpoint(consistency)
  async consistency(call: Call<typeof consistency>): Promise<Result<typeof consistency>> {
    const { query: sizes, position, context } = call;
    return this.queries.execute(new ProveConsistency(sizes, position, context));
  }
}
