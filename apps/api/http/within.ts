/** How long a part of the service may take to say how it is: whoever asks for health or metrics waits no longer. */
const PATIENCE_MS = 2_000;

/** What a part answers. @throws whatever it throws, or an error when it is late */
export async function within<T>(ask: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), PATIENCE_MS);
  });
  try {
    return await Promise.race([Promise.resolve().then(ask), late]);
  } finally {
    clearTimeout(timer);
  }
}
