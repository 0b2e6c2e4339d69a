export async function runLarge(_n: number): Promise<boolean> {
  return true;
}
