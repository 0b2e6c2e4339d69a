import { TableServiceClient } from '@azure/data-tables';
import { QueueServiceClient } from '@azure/storage-queue';

/** Some seconds, in milliseconds: neither SDK gives up by itself on a connection that is open and silent. */
const LONGEST_MS = 15_000;

/**
 * Resolves when queues and tables of a storage account answer.
 * @throws {Error} that names the storage's setting when they don't within some seconds
 */
export async function storageAnswers(connectionString: string): Promise<void> {
  const retryOptions = { maxTries: 3, retryDelayInMs: 500, tryTimeoutInMs: 5000 };
  const queues = QueueServiceClient.fromConnectionString(connectionString, { retryOptions });
  const tables = TableServiceClient.fromConnectionString(connectionString, {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 2, retryDelayInMs: 500 },
  });
  try {
    const inTime = { abortSignal: AbortSignal.timeout(LONGEST_MS) };
    await Promise.all([queues.getProperties(inTime), tables.getProperties(inTime)]);
  } catch (error) {
    throw new Error(`The storage of AzureWebJobsStorage does not answer: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
