/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a store's contract that takes many to test: threads, processes, and their deaths. */
#ifndef OAS_TESTS_STORE_CROWD_H
#define OAS_TESTS_STORE_CROWD_H

/* Run the tests on the store of contract_of(); the number of those that failed. */
int store_crowd_run(const char *name);

#endif
