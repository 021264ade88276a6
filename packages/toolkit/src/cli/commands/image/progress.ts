import type { UploadEvent } from '../../../image/index.ts';

/** Shows how a push goes on: one line that is rewritten on a terminal, one for each finished blob elsewhere. */
export function uploadProgress(
  stream: Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): boolean },
): {
  onEvent(event: UploadEvent): void;
  end(): void;
} {
  const running = new Map<string, { sent: number; size: number }>();
  const show = () => {
    const parts = [...running].map(
      ([digest, { sent, size }]) => `${short(digest)} ${Math.floor((100 * sent) / size)} %`,
    );
    stream.write(`\r\u001b[K${parts.join('  ')}`);
  };
  return {
    onEvent(event) {
      const { digest, size } = event;
      if (event.type === 'progress') running.set(digest, { sent: event.sent, size });
      else running.delete(digest);
      if (stream.isTTY) show();
      else if (event.type !== 'progress') stream.write(`${short(digest)} ${event.type}\n`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}

function short(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 12);
}
