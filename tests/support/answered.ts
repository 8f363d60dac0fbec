import type { Answering, Question } from '@/lib/transport/http';
import type { Answer } from '@/lib/transport/verdict-answer';

/** What a verification endpoint answers to a question. */
export const answered = (answering: Answering, question: Question): Promise<Answer> => new Promise((resolve, reject) => answering(question, resolve, reject));
