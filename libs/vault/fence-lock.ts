/**
 * The one order of fences against everything else: who sets fences holds this advisory lock alone, who makes keys or
 * look-up rows holds it together with its like. After it is taken, the next statement sees every fence before it.
 */
export const FENCE_LOCK = 0x1e7a6f;
